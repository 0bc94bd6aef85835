"""Search in Chinese without a dictionary: index and query are cut into overlapping pairs of characters.

Sphinx's own Chinese search finds nothing in 9.0 (sphinx-doc/sphinx#14229).
"""

from __future__ import annotations

import re

import snowballstemmer
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

HAN = "\u3400-\u9fff"
RUN = re.compile(rf"[{HAN}]+|[A-Za-z0-9_]+")
SPLITTER = r"""
function splitQuery(query) {
  const terms = [];
  for (const run of query.match(/[\u3400-\u9fff]+|[A-Za-z0-9_]+/g) || []) {
    if (!/[\u3400-\u9fff]/.test(run) || run.length < 3) terms.push(run);
    else for (let i = 0; i + 1 < run.length; i++) terms.push(run.slice(i, i + 2));
  }
  return terms;
}
"""


def is_han(text: str) -> bool:
    """Whether a run begins with a Chinese character."""
    return "\u3400" <= text[0] <= "\u9fff"


class SearchPairs(SearchLanguage):
    """Chinese by pairs of characters, English by stems."""

    lang = "zh"
    language_name = "English"  # names the stemmer in the page, which only Latin words meet
    js_stemmer_rawcode = "english-stemmer.js"
    js_splitter_code = SPLITTER
    stopwords: frozenset[str] = frozenset()

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self.stemmer = snowballstemmer.stemmer("english")

    def split(self, input: str) -> list[str]:
        """Cut text into terms."""
        terms: list[str] = []
        for run in RUN.findall(input):
            if is_han(run) and len(run) > 1:
                terms += [run[place : place + 2] for place in range(len(run) - 1)]
            else:
                terms.append(run)
        return terms

    def word_filter(self, word: str) -> bool:
        """Whether a term is worth indexing."""
        return is_han(word) or len(word) > 1

    def stem(self, word: str) -> str:
        """Stem of a Latin word; a Chinese term is its own."""
        stemmed: str = word if is_han(word) else self.stemmer.stemWord(word.lower())
        return stemmed


def setup(app: Sphinx) -> None:
    """Take the place of Sphinx's own Chinese search."""
    app.add_search_language(SearchPairs)
