//! What is said of the exporter.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "Serve the account's numbers as metrics to Prometheus, until Ctrl-C or SIGTERM",
        "将账户中的号码以指标形式提供给 Prometheus，直到 Ctrl-C 或 SIGTERM",
    ),
    (
        "The account is asked by the exporter alone, once each --every, and never by a scrape: that is \
         answered from what was seen last. What it serves:",
        "只有导出程序自身会按 --every 的间隔查询账户；Prometheus 抓取时不查询，返回的是最近一次查询的结果。\
         提供以下内容：",
    ),
    (
        "for Prometheus, text 0.0.4, or OpenMetrics 1.0 where that is asked for",
        "供 Prometheus 抓取，文本格式 0.0.4；按请求也可为 OpenMetrics 1.0",
    ),
    (
        "200 while what was seen last is fresh, otherwise 503",
        "最近一次查询的结果仍然有效时返回 200，否则返回 503",
    ),
    ("a page that leads to both", "指向以上两者的页面"),
    (
        "What was seen is fresh for three times --every, or three times what that look took where it \
         took longer. After that the metrics of numbers (m7_sip_…) are gone until a look succeeds; those \
         of looks and requests stay (m7_last_look_success, m7_last_successful_look_timestamp_seconds, \
         m7_calls_total, …).",
        "查询结果的有效期为 --every 的三倍；如果查询耗时更长，则为该次耗时的三倍。过期后，号码的指标\
         （m7_sip_…）不再提供，直到查询成功；查询和请求的指标仍会保留（m7_last_look_success、\
         m7_last_successful_look_timestamp_seconds、m7_calls_total 等）。",
    ),
    ("on 127.0.0.1:9717", "监听 127.0.0.1:9717"),
    (
        "says in one line of JSON where it is",
        "以一行 JSON 输出监听地址",
    ),
    (
        "Where to listen; port 0 takes a free one. What it serves is for everybody who reaches it",
        "监听地址；端口为 0 时自动选择空闲端口。能访问此地址的人都能读取指标",
    ),
    (
        "How often to list the account's numbers, counted from the begin of one look to that of the \
         next: 30s, 10m, 1h30m, 1d",
        "查询账户号码列表的间隔，从一次查询开始到下一次查询开始计算：30s、10m、1h30m、1d",
    ),
    (
        "Serve totals alone, no metric of a single number",
        "只提供汇总指标，不提供单个号码的指标",
    ),
];
