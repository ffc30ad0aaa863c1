//! What is said of profiles, secret keys and checks.

pub(super) const TEXTS: &[(&str, &str)] = &[
    // login and logout
    (
        "Keep an account's credentials, once the server has accepted them",
        "保存账户凭据，须先通过服务端验证",
    ),
    (
        "The account number; asked for, if not given",
        "账户编号；未指定时交互询问",
    ),
    (
        "Read the account's secret key from stdin (one line)",
        "从 stdin 读取账户密钥（一行）",
    ),
    (
        "Read the account's secret key from a file (one line)",
        "从文件读取账户密钥（一行）",
    ),
    ("Where the secret key is kept", "密钥的保存位置"),
    (
        "`credentials.toml`, mode 0600",
        "`credentials.toml` 文件，权限 0600",
    ),
    (
        "The system's keyring, in builds with the feature `keyring`",
        "系统密钥环，需要启用 `keyring` 特性的构建",
    ),
    (
        "Keep the credentials without asking the server whether it accepts them",
        "直接保存凭据，不向服务端验证",
    ),
    (
        "Don't ask whether to replace a secret key",
        "替换已有密钥时不询问确认",
    ),
    (
        "The credentials are checked by one signed request that reads (a list of one number), and kept \
         only if the server accepts them. The secret key is never an argument.",
        "凭据通过一次签名的只读请求验证（查询一个号码），服务端接受后才会保存。\
         密钥不能作为命令行参数传入。",
    ),
    ("asks for all of it", "逐项询问"),
    ("Forget the secret key of a profile", "删除某个配置档的密钥"),
    // config
    (
        "Show and change what commands are configured with",
        "查看和修改配置",
    ),
    (
        "A profile is an account with its settings, kept in ~/.config/m7 (or under XDG_CONFIG_HOME): \
         config.toml may be shared, credentials.toml has the secret keys, mode 0600. An option goes \
         before the environment, that before the profile, that before the default.",
        "配置档是一个账户及其设置，保存在 ~/.config/m7（或 XDG_CONFIG_HOME 目录下）：config.toml 可以共享，\
         credentials.toml 存放密钥，权限 0600。优先级从高到低：命令行选项、环境变量、配置档、默认值。",
    ),
    (
        "asks for an account, checks it, and keeps it",
        "询问账户信息，验证后保存",
    ),
    ("every setting, and who said so", "列出每项设置及其来源"),
    (
        "in the profile in use, or that of --profile",
        "写入当前配置档，或 --profile 指定的配置档",
    ),
    (
        "which profile is meant where nobody says",
        "设定未指定时使用的配置档",
    ),
    (
        "once; or M7_PROFILE=prod for a whole shell",
        "仅此一次；或设 M7_PROFILE=prod，对整个 shell 生效",
    ),
    ("Settings of a profile:", "配置档中的设置："),
    ("where the API is", "API 地址"),
    (
        "how many seconds a call may take (--timeout)",
        "一次调用的总时限，单位秒（--timeout）",
    ),
    (
        "table, json or csv (--output)",
        "table、json 或 csv（--output）",
    ),
    (
        "which share of the nonces is this machine's: index=2,count=8",
        "本机使用哪一份随机数：index=2,count=8",
    ),
    (
        "Show every setting, its value and who said so; of the secret key, only where it is",
        "列出每项设置的值及其来源；密钥只显示保存位置",
    ),
    (
        "Show where config.toml is, or would be",
        "显示 config.toml 的路径，文件可以尚不存在",
    ),
    ("Show the value of one setting", "显示一项设置的值"),
    (
        "A setting of a profile (see `m7 config --help`), or profile: the one in use",
        "配置档中的设置（见 `m7 config --help`），或 profile：当前使用的配置档",
    ),
    (
        "Set something in the profile in use, or that of --profile",
        "修改当前配置档或 --profile 指定配置档中的一项设置",
    ),
    (
        "A setting of a profile (see `m7 config --help`)",
        "配置档中的设置（见 `m7 config --help`）",
    ),
    ("What it is to be", "设置的值"),
    (
        "Make the profile, if there is none of this name",
        "配置档不存在时创建",
    ),
    (
        "Take something out of the profile in use, or that of --profile",
        "从当前配置档或 --profile 指定的配置档中移除一项设置",
    ),
    (
        "Say which profile is meant where nobody says",
        "设定未指定时使用的配置档",
    ),
    ("The profile's name", "配置档的名称"),
    // doctor
    (
        "Check all that lies between here and the account, and say what to do",
        "检查从本机到账户的每个环节，并给出处理建议",
    ),
    (
        "In order: version, configuration, who may look into it, base URL, proxy, name, connection, TLS, \
         the server's clock, a signed request that reads, the account. It changes nothing, and shows no \
         secret.",
        "依次检查：版本、配置、配置文件权限、API 地址、代理、域名解析、连接、TLS、服务端时钟、\
         一次签名的只读请求、账户。不修改任何内容，也不显示任何密钥或密码。",
    ),
    (
        "Exit codes: 0 all is well, or there are only warnings; 4 the server doesn't accept the account, \
         the sign or the time; 2 the configuration can't be right; 1 the service can't be reached or \
         doesn't work.",
        "退出码：0 一切正常，或只有警告；4 服务端不接受账户、签名或时间戳；2 配置有误；\
         1 服务无法连接或工作不正常。",
    ),
];
