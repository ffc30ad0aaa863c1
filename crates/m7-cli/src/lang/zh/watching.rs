//! What is said of waiting for numbers and watching them.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "Numbers, and ranges of numbers with as many digits: 2004 2010-2019 0001-0100; without any, all \
         that the account has",
        "号码和号段，号段两端位数须相同：2004 2010-2019 0001-0100；未指定时为账户中的全部号码",
    ),
    // wait
    (
        "Wait until phones are registered to numbers, or until numbers are gone",
        "等待号码有话机注册，或等待号码被删除",
    ),
    (
        "Prints the numbers that are registered; with --gone nothing, or an empty list. When the time is \
         up it looks a last time, for 5 s more at most. If it still isn't so, or no look has succeeded, \
         that is exit code 8, and which numbers are missing is told on stderr. A number that isn't there \
         is waited for too.",
        "输出已有话机注册的号码；指定 --gone 时不输出内容，或输出空列表。到时后再查询最后一次，最多再用 5 s。\
         如果仍未等到，或没有一次查询成功，则退出码为 8，并在 stderr 上列出未等到的号码。号码尚不存在时同样会等待。",
    ),
    (
        "three numbers of the account, whichever",
        "等待账户中的任意三个号码",
    ),
    (
        "Wait until a phone is registered to each of them, as without this option",
        "等待每个号码都有话机注册；这也是默认行为",
    ),
    (
        "Wait until the account has none of them any more",
        "等待账户中不再有这些号码",
    ),
    (
        "Wait for so many of them, whichever; without numbers, of all that the account has",
        "等待其中任意多少个号码；未指定号码时，指账户中的全部号码",
    ),
    (
        "Give up after so long: 30s, 10m, 1h30m, 1d",
        "最长等待时间：30s、10m、1h30m、1d",
    ),
    (
        "Look so long after the last look; each is one list, however many numbers",
        "查询间隔，从上一次查询结束时算起；无论有多少号码，每次只查询一次列表",
    ),
    // watch
    (
        "Show what happens to numbers while it happens",
        "实时显示号码的变化",
    ),
    (
        "On a terminal a table that is drawn anew after each look, until Ctrl-C. Elsewhere, and with -o \
         or --count, each change as it happens; off a terminal as a line of JSON, if neither -o nor the \
         profile says otherwise. The first look shows each number that is there as `present`; the other changes are created, removed, renamed, \
         registered, reregistered, unregistered, bound, rebound, unbound and altered.",
        "在终端上显示一张表，每次查询后重绘，直到 Ctrl-C。不在终端上，或指定了 -o 或 --count 时，逐条输出变化；\
         不在终端上时每条一行 JSON，除非 -o 或配置另有指定。首次查询将已有的号码逐一显示为 `present`；其他变化有 created（创建）、\
         removed（删除）、renamed（改号）、registered（注册）、reregistered（重新注册）、unregistered（注销）、\
         bound（绑定）、rebound（改绑）、unbound（解绑）和 altered（其他变化）。",
    ),
    (
        "Look so long after the last look",
        "查询间隔，从上一次查询结束时算起",
    ),
    (
        "End after so many changes, those of the first look included",
        "输出多少条变化后结束，首次查询的也计算在内",
    ),
];
