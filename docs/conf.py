"""Settings of the site. What depends on the language is in accelguide.sphinx_ext.languages."""

project = "accelguide"
author = "the accelguide developers"
copyright = "2026, the accelguide developers"
language = "en"

extensions = ["sphinx_gallery.gen_gallery", "myst_nb", "sphinx_copybutton", "accelguide.sphinx_ext"]
exclude_patterns = ["_build", "gallery/**/*.ipynb", "gallery/**/*.py", "gallery/sg_execution_times.rst"]
templates_path = ["_templates"]

locale_dirs = ["locales"]
gettext_compact = False
gettext_uuid = False
gettext_location = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 60
html_math_renderer = "mathml"

sphinx_gallery_conf = {
    "examples_dirs": ["../gallery"],
    "gallery_dirs": ["gallery"],
    "filename_pattern": r"/\d\d_",
    "capture_repr": ("_repr_html_",),
    "download_all_examples": False,
    "copyfile_regex": r"",
    "image_scrapers": (),
    "min_reported_time": 1e9,
    "remove_config_comments": True,
    "reset_modules": (),
    "run_stale_examples": True,  # "run" is to render a record, which is cheap; an unchanged page keeps its time stamp
    "show_memory": False,
    "show_signature": False,
    "within_subsection_order": "FileNameSortKey",
    "write_computation_times": False,
}

html_theme = "pydata_sphinx_theme"
html_title = "accelguide: making Python fast"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["accelguide.css"]
html_js_files = ["language.js"]
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_sourcelink = False
html_sidebars = {"index": [], "chapters/*": []}
html_theme_options = {
    "logo": {"text": "accelguide"},
    "navbar_persistent": ["language-switch", "search-button"],
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "use_edit_page_button": False,
}
