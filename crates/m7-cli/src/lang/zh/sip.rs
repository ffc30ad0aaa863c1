//! What is said of SIP numbers.

pub(super) const TEXTS: &[(&str, &str)] = &[
    ("Work with SIP numbers", "管理 SIP 号码"),
    (
        "List SIP numbers, all or those that match",
        "列出 SIP 号码，全部或符合条件的",
    ),
    ("Only this number", "只列出此号码"),
    (
        "Only numbers with a phone registered",
        "只列出有话机注册的号码",
    ),
    (
        "Only numbers without a phone registered",
        "只列出没有话机注册的号码",
    ),
    ("Show one SIP number", "查看一个 SIP 号码"),
    // export
    (
        "Write the account's numbers as a roster, for `m7 roster`",
        "将账户中的号码导出为号码清单，供 `m7 roster` 使用",
    ),
    (
        "What no list shows (codecs, NAT, passwords) isn't in it.",
        "列表接口不返回的内容（编码格式、NAT、密码）不会导出。",
    ),
    ("nothing to write", "无需写入"),
    (
        "How it is written; otherwise by the name of the file, or CSV",
        "文件格式；未指定时由文件扩展名决定，否则为 CSV",
    ),
    ("For spreadsheets", "便于用电子表格编辑"),
    (
        "With room for comments, ranges and a scope",
        "可以包含注释、号段和管理范围",
    ),
    (
        "A file, which must not be there yet, instead of stdout",
        "写入文件而不是 stdout；文件不能已存在",
    ),
    // create and update
    ("Create a SIP number", "创建 SIP 号码"),
    ("asks for the password", "交互询问密码"),
    (
        "Read the phone's password from stdin (one line)",
        "从 stdin 读取话机密码（一行）",
    ),
    (
        "Read the phone's password from a file (one line)",
        "从文件读取话机密码（一行）",
    ),
    (
        "A voice codec: G711A, G711U, GSM, G729, VP8 or ILBC; repeat it for several",
        "语音编码格式：G711A、G711U、GSM、G729、VP8 或 ILBC；可重复指定多个",
    ),
    (
        "Whether the phone is behind NAT: true or false",
        "话机是否位于 NAT 之后：true 或 false",
    ),
    (
        "Change a SIP number; what isn't named is not sent",
        "更新 SIP 号码；未指定的字段不会发送",
    ),
    (
        "The number; its id is looked up first",
        "SIP 号码；会先查询其 sipId",
    ),
    (
        "The number's sipId, which spares the look-up",
        "号码的 sipId，可省去一次查询",
    ),
    ("Give it another number", "改为另一个号码"),
    // delete, bind and unbind
    ("Delete a SIP number", "删除 SIP 号码"),
    ("Don't ask whether to do it", "执行前不询问确认"),
    (
        "Bind an agent (座席) to a number; its phone must be registered, and no agent bound to it",
        "将座席绑定到号码；该号码须已有话机注册，且未绑定座席",
    ),
    ("The agent's id", "座席 id"),
    ("Take the agent off a number", "解绑号码上的座席"),
];
