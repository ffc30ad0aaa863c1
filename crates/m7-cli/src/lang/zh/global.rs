//! What is said of any command, and of `m7` itself.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "Operate the SIP numbers of a 7moor (七陌) v7 contact-centre account",
        "管理七陌（7moor）v7 联络中心账户的 SIP 号码",
    ),
    ("Example:", "示例："),
    ("Examples:", "示例："),
    ("The number", "SIP 号码"),
    // The overview.
    (
        "the whole story, without any account",
        "演示完整流程，无需账户",
    ),
    ("against a sandbox of your own", "使用自己的沙箱"),
    ("against an account", "使用真实账户"),
    ("many numbers, as a file says", "按文件批量管理号码"),
    ("Environment:", "环境变量："),
    ("the account number", "账户编号"),
    (
        "its secret key (never an argument)",
        "账户密钥（不能作为命令行参数）",
    ),
    (
        "where the API is, if not http://v7openapi.7moor.com",
        "API 地址，默认 http://v7openapi.7moor.com",
    ),
    (
        "which profile of ~/.config/m7/config.toml is used for all else",
        "其余设置取自 ~/.config/m7/config.toml 中的哪个配置档",
    ),
    (
        "the secret key that `m7 sandbox serve` uses",
        "`m7 sandbox serve` 使用的密钥",
    ),
    // How a run ended.
    ("Exit codes:", "退出码："),
    ("done", "成功"),
    (
        "it failed, for a reason that no other code names",
        "失败，且原因不属于其他退出码",
    ),
    (
        "the command line or its input can't be right; nothing was written",
        "命令行或输入有误；未写入任何内容",
    ),
    (
        "some of it couldn't be read or done; the rest was",
        "部分内容未能读取或完成，其余已完成",
    ),
    (
        "the server doesn't accept the account, the sign or the time",
        "服务端不接受账户、签名或时间戳",
    ),
    (
        "there is no such number, or nothing known of it",
        "没有这个号码，或没有它的记录",
    ),
    (
        "it doesn't fit what is there: refused by the server, an old plan, or another run",
        "与现状冲突：被服务端拒绝、计划已过期，或另有执行正在进行",
    ),
    (
        "a write happened or may have: look before sending it again",
        "写操作已经生效或可能已生效：重发前请先核对",
    ),
    (
        "sip wait: the time was up; roster: all is done but to bind agents, which waits for phones",
        "sip wait：等待超时；roster：除绑定座席外均已完成，绑定须等话机注册",
    ),
    (
        "roster plan --exit-code: there is something to write",
        "roster plan --exit-code：有内容需要写入",
    ),
    ("interrupted (Ctrl-C)", "被中断（Ctrl-C）"),
    ("told to stop (SIGTERM)", "收到停止信号（SIGTERM）"),
    // What any command takes.
    ("Global options", "全局选项"),
    (
        "How to print data on stdout; where it isn't given, a profile may say so, and else it is table. \
         With json and jsonl given here, an error on stderr is one line of JSON too",
        "stdout 数据的输出格式；未指定时取配置档中的设置，否则为 table。在此指定 json 或 jsonl 时，\
         stderr 上的错误也是一行 JSON",
    ),
    ("Columns for people", "便于阅读的表格"),
    ("JSON for programs", "供程序读取的 JSON"),
    ("JSON, an object a line", "每行一个对象的 JSON"),
    ("CSV for spreadsheets", "供电子表格使用的 CSV"),
    ("YAML, for both", "YAML，人和程序均可读"),
    (
        "Print these fields alone, in this order, by the names that JSON has for them, e.g. \
         `number,agent.agentName`; of a plan or a report, those of its rows",
        "只按此顺序输出这些字段，字段名与 JSON 中的一致，例如 `number,agent.agentName`；\
         对计划和报告，指其中各行的字段",
    ),
    (
        "When to colour what people read; auto: on a terminal, unless `NO_COLOR`, `CLICOLOR` or \
         `CLICOLOR_FORCE` says otherwise",
        "何时使用颜色；auto 表示在终端上使用，除非 `NO_COLOR`、`CLICOLOR` 或 `CLICOLOR_FORCE` 另有规定",
    ),
    (
        "Say nothing on stderr but errors, and that other machines can reach what is served",
        "stderr 上只输出错误，以及所提供的服务可被其他机器访问的警告",
    ),
    (
        "Use an embedded sandbox instead of an account; its numbers stay in \
         `~/.local/state/m7/sandbox.sqlite`, or under `XDG_STATE_HOME`",
        "使用内置沙箱而不是账户；沙箱中的号码保存在 `~/.local/state/m7/sandbox.sqlite`，\
         或 `XDG_STATE_HOME` 目录下",
    ),
    (
        "Which profile of the configuration to use (see `m7 config`); otherwise what `M7_PROFILE` says, \
         or the default profile",
        "使用哪个配置档（见 `m7 config`）；未指定时取 `M7_PROFILE`，否则为默认配置档",
    ),
    (
        "Where the API is; otherwise what `M7_BASE_URL` or the profile says",
        "API 地址；未指定时取 `M7_BASE_URL` 或配置档中的设置",
    ),
    (
        "Give up on a call after so many seconds, its further attempts and look-ups included; otherwise \
         what the profile says, or 45 for reads, 180 for create and update, 270 for delete, and an \
         attempt a third of it",
        "一次调用的总时限（秒），包括重试和结果核对；未指定时取配置档中的设置，\
         否则读取为 45，创建和更新为 180，删除为 270；单次请求的时限是它的三分之一",
    ),
    (
        "The language of the help, the manual and `m7 docs`; otherwise by `LC_ALL`, `LC_MESSAGES` or \
         `LANG`. Data, errors and notes are the same in all",
        "帮助、手册和 `m7 docs` 的语言；未指定时依次取 `LC_ALL`、`LC_MESSAGES` 和 `LANG`。\
         数据、错误和提示信息不随语言变化",
    ),
    ("English", "英文"),
    ("中文", "中文"),
    (
        "Say more on stderr; twice and thrice for still more",
        "在 stderr 上输出更多信息；可重复两次或三次，信息更详细",
    ),
    // What clap adds.
    (
        "Print help (see a summary with '-h')",
        "显示帮助（'-h' 显示摘要）",
    ),
    (
        "Print help (see more with '--help')",
        "显示帮助（'--help' 显示详细说明）",
    ),
    (
        "Print this message or the help of the given subcommand(s)",
        "显示本帮助，或指定子命令的帮助",
    ),
    ("Print version", "显示版本"),
    // Commands about m7 itself.
    (
        "Show everything once, on a fresh sandbox in memory",
        "在全新的内存沙箱中完整演示一遍",
    ),
    (
        "Print what makes a shell complete commands",
        "输出 shell 命令补全脚本",
    ),
    ("The shell", "shell 类型"),
    (
        "Print the manual, or write its pages",
        "输出手册，或生成各命令的手册页",
    ),
    (
        "Write a page for each command into this folder, which is made if need be; without it, the page \
         of `m7` is printed",
        "将每个命令的手册页写入此目录，目录不存在时自动创建；未指定时只输出 `m7` 的手册页",
    ),
    (
        "Print all commands, with their options as JSON",
        "列出全部命令，或以 JSON 输出命令及其选项",
    ),
    (
        "The whole tree as JSON; the same as -o json",
        "以 JSON 输出整个命令树，等同于 -o json",
    ),
    ("a line for each command", "每个命令一行"),
    (
        "for programs that generate something from it",
        "供程序读取并生成其他内容",
    ),
];
