//! What is said of rosters.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "Keep the numbers of an account as a file says that they are to be",
        "按号码清单文件维护账户中的号码",
    ),
    (
        "A roster is a file, CSV or YAML, that says what the numbers of an account are to be. What it \
         doesn't say stays as it is.",
        "号码清单是一个 CSV 或 YAML 文件，描述账户中的号码应当是什么样。清单中没有写明的保持不变。",
    ),
    (
        "an example that explains itself: roster.yaml",
        "生成带说明的示例：roster.yaml",
    ),
    (
        "offline; tells all that is wrong at once",
        "离线检查，一次列出全部问题",
    ),
    (
        "what would be written, and for how long",
        "将写入哪些内容，预计耗时多久",
    ),
    ("asks, then writes, 8 at a time", "确认后写入，并发数为 8"),
    (
        "goes on after a kill or a lost reply",
        "进程被杀或响应丢失后继续",
    ),
    ("the passwords that were made up", "导出自动生成的密码"),
    (
        "Agents are bound once a phone is registered to their number; apply again then, or let it wait \
         with --wait-registered 10m. Numbers are deleted only with --prune, inside the roster's scope. \
         With --sandbox all of this is tried without an account.",
        "号码有话机注册后才能绑定座席：届时再执行一次 apply，或用 --wait-registered 10m 等待。\
         只有指定 --prune 才会删除号码，且仅限于清单的管理范围。加上 --sandbox，无需账户即可试用以上全部功能。",
    ),
    // init and validate
    (
        "Write an example roster that explains itself",
        "生成带说明的示例号码清单",
    ),
    ("writes roster.yaml", "生成 roster.yaml"),
    ("for a spreadsheet", "便于用电子表格编辑"),
    (
        "The file, whose name ends in .yaml, .yml or .csv",
        "文件名，扩展名为 .yaml、.yml 或 .csv",
    ),
    (
        "Check a roster without any account; tells all that is wrong with it",
        "检查号码清单，无需账户；一次列出全部问题",
    ),
    ("The roster", "号码清单文件"),
    // plan
    (
        "Show what would be written, and write nothing",
        "预演：显示将要写入的内容，不实际写入",
    ),
    (
        "and then: m7 roster apply plan.json",
        "然后执行：m7 roster apply plan.json",
    ),
    (
        "10: something to write, 8: only agents to bind, which wait for their phones",
        "10：有内容需要写入；8：只剩绑定座席，须等话机注册",
    ),
    ("What is written", "写入内容"),
    (
        "Delete what is inside the roster's scope and in no row of it",
        "删除在清单管理范围之内、但清单中没有的号码",
    ),
    (
        "Which numbers the roster is responsible for, e.g. 2000-2999,8001; instead of its own scope",
        "清单的管理范围，例如 2000-2999,8001；代替清单中自带的范围",
    ),
    (
        "Set codecs, NAT and passwords of existing numbers where nobody can tell what they are. A \
         password that is set ends the registration of the number's phone",
        "对已有号码中无法得知当前值的编码格式、NAT 和密码，也一并设置。设置密码会使该号码上的话机注册失效",
    ),
    ("How it is done", "执行方式"),
    (
        "How many writes are under way at a time, up to 64",
        "写操作的并发数，最多 64",
    ),
    (
        "Write the plan to a file, for `m7 roster apply`. There is no password in it",
        "将计划写入文件，供 `m7 roster apply` 使用。计划中不含密码",
    ),
    (
        "Tell by the exit code: 0 nothing to write, 10 something, 8 only agents to bind that wait for \
         phones",
        "用退出码表示结果：0 无需写入，10 有内容需要写入，8 只剩绑定座席，须等话机注册",
    ),
    (
        "The folder that keeps the journal and the passwords; by default one for each account in \
         `~/.local/state/m7/roster`, or under `XDG_STATE_HOME`",
        "存放执行日志和密码的目录；默认每个账户一个，位于 `~/.local/state/m7/roster`，\
         或 `XDG_STATE_HOME` 目录下",
    ),
    // apply
    (
        "Write what a roster, or a plan of it, asks for",
        "按号码清单或其计划写入",
    ),
    (
        "What holds: a row that fails doesn't hold up the others. Killed at any moment, nothing is done \
         twice and no password is lost: go on with --resume. The first Ctrl-C finishes what is under way.",
        "保证：某一行失败不影响其他行；无论何时进程被杀，都不会重复执行，也不会丢失密码，\
         用 --resume 即可继续；第一次按 Ctrl-C 时，会先完成正在进行的操作。",
    ),
    ("asks first", "先询问确认"),
    ("in a script", "用于脚本"),
    ("binds agents as phones register", "话机注册后随即绑定座席"),
    (
        "what was looked at; refused if it doesn't fit any more",
        "只执行审阅过的计划；与现状不再相符时拒绝执行",
    ),
    (
        "after a kill, or an outcome unknown",
        "进程被杀或结果未知之后",
    ),
    (
        "The roster, or a plan that `m7 roster plan --out` wrote",
        "号码清单文件，或 `m7 roster plan --out` 生成的计划",
    ),
    (
        "Delete up to so many numbers; without it a tenth of those in the scope, or 5",
        "最多删除的号码数；未指定时为管理范围内号码数的十分之一，或 5 个",
    ),
    (
        "First find out about the writes of an earlier run that have no known outcome",
        "先查明以前的执行中结果未知的写操作",
    ),
    (
        "How long after it was sent such a write may still show, in seconds",
        "此类写操作发出多久之后仍可能生效，单位秒",
    ),
    (
        "Wait so long for phones to register, and bind agents as they do: 30s, 10m, 1h30m, 1d",
        "等待话机注册的最长时间，注册后随即绑定座席：30s、10m、1h30m、1d",
    ),
    ("How often to look for phones", "查询话机注册状态的间隔"),
    (
        "Also write what became of each step to a file, whose name ends in .csv or .json",
        "同时将每一步的结果写入文件，扩展名为 .csv 或 .json",
    ),
    // status, report and passwords
    (
        "Show what is known of earlier runs",
        "查看以前各次执行的记录",
    ),
    (
        "Show what became of each step of the last run, or of another one",
        "查看最近一次或指定某次执行中每一步的结果",
    ),
    (
        "The run, counted from 1; otherwise the last",
        "第几次执行，从 1 开始；未指定时为最近一次",
    ),
    (
        "Write the passwords that were made up to a file of mode 0600",
        "将自动生成的密码写入文件，权限 0600",
    ),
    (
        "Only those of these numbers and ranges",
        "只导出这些号码和号段的密码",
    ),
    (
        "A file, which must not be there yet; it is made with mode 0600",
        "写入文件；文件不能已存在，创建时权限为 0600",
    ),
    (
        "Stdout, unless that is a terminal",
        "写到 stdout；不能是终端",
    ),
];
