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
    // create, update, delete
    ("Create SIP numbers", "创建 SIP 号码"),
    (
        "Several numbers, and passwords that are made up, are written as a roster is: with a journal \
         that survives a kill (go on with --resume), and each password in a file of mode 0600 before it \
         is sent. Such a command again creates what is still missing.",
        "多个号码以及自动生成的密码，按与号码清单相同的方式写入：执行日志在进程被杀后仍然有效\
         （用 --resume 继续），每个密码在发送之前先存入权限 0600 的文件。重复执行同一命令，\
         只会创建尚缺的号码。",
    ),
    ("asks for the password", "交互询问密码"),
    (
        "what would be written, and how long it takes",
        "将写入哪些内容，预计耗时多久",
    ),
    (
        "Numbers, and ranges of numbers with as many digits: 2004 2010-2019 0001-0100",
        "号码和号段，号段两端位数须相同：2004 2010-2019 0001-0100",
    ),
    (
        "Read the phone's password from stdin (one line)",
        "从 stdin 读取话机密码（一行）",
    ),
    (
        "Read the phone's password from a file (one line)",
        "从文件读取话机密码（一行）",
    ),
    (
        "Make up a password for each number, kept in a file of mode 0600 before it is sent",
        "为每个号码自动生成密码，发送之前先存入权限 0600 的文件",
    ),
    (
        "Also write the passwords that were made up to this file, which must not be there yet; it is \
         made with mode 0600",
        "同时将自动生成的密码写入此文件；文件不能已存在，创建时权限为 0600",
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
    ("shows what would be sent", "显示将要发送的请求"),
    (
        "The number; its id is looked up first",
        "SIP 号码；会先查询其 sipId",
    ),
    (
        "The number's sipId, which spares the look-up",
        "号码的 sipId，可省去一次查询",
    ),
    ("Give it another number", "改为另一个号码"),
    ("Delete SIP numbers", "删除 SIP 号码"),
    (
        "Nothing brings a number back. One that is named and not there is an error, before anything is \
         deleted; of a range, those that are there are deleted.",
        "号码删除后无法恢复。单独列出的号码如果不存在，会在删除任何号码之前报错；\
         号段则只删除其中存在的号码。",
    ),
    ("which ones those are", "列出将要删除的号码"),
    (
        "The sipId of a single number, which spares the look-up",
        "单个号码的 sipId，可省去一次查询",
    ),
    ("Don't ask whether to do it", "执行前不询问确认"),
    (
        "Don't ask whether to do it, where it would be asked",
        "需要确认的操作也不再询问",
    ),
    (
        "Write nothing, and print the request, as a command for a shell with curl; where several are \
         written, or passwords made up, the plan",
        "预演：不写入任何内容，只输出等效的 curl 命令；涉及多个号码或自动生成密码时，输出计划",
    ),
    // bind and unbind
    (
        "Bind an agent (座席) to a number; its phone must be registered, and no agent bound to it",
        "将座席绑定到号码；该号码须已有话机注册，且未绑定座席",
    ),
    ("The agent's id", "座席 id"),
    ("Take agents off numbers", "解绑号码上的座席"),
    ("those of them that have one", "只解绑其中已绑定座席的号码"),
    // rotate-password
    (
        "Give numbers new passwords, made up here",
        "轮换密码：为号码自动生成并设置新密码",
    ),
    (
        "A password is made up for each number, of 92 random bits, and kept in a file of mode 0600 \
         before it is sent. The phone of a number is signed off until it is given the new one. With \
         --out they are written to a file that must not be there yet; `m7 roster passwords` gives them \
         out later.",
        "为每个号码生成 92 个随机比特的新密码，发送之前先存入权限 0600 的文件。号码上的话机随即失去注册，\
         直到改用新密码。指定 --out 时，新密码写入一个尚不存在的文件；以后也可用 `m7 roster passwords` 导出。",
    ),
    (
        "A roster that has such a number has to name a higher password_version than the file of \
         passwords does, to have it changed once more.",
        "如果号码清单中也有这些号码，清单中的 password_version 须大于密码文件中的值，密码才会再次更换。",
    ),
    (
        "Write the new passwords to this file, which must not be there yet; it is made with mode 0600",
        "将新密码写入此文件；文件不能已存在，创建时权限为 0600",
    ),
];
