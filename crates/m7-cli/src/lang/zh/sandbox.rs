//! What is said of the sandbox.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "Run the documented service on this machine",
        "在本机运行文档所述的服务",
    ),
    ("for programs in any language", "供任何语言的程序使用"),
    ("and for phones", "同时供话机使用"),
    (
        "for `m7 --sandbox sip bind 2004 …`",
        "供 `m7 --sandbox sip bind 2004 …` 使用",
    ),
    // serve
    (
        "Serve the documented API until Ctrl-C or SIGTERM",
        "提供文档所述的 API，直到 Ctrl-C 或 SIGTERM",
    ),
    (
        "When it is ready, one line of JSON on stdout says where and with which credentials:",
        "就绪后，在 stdout 输出一行 JSON，说明地址和凭据：",
    ),
    ("Logs go to stderr.", "日志输出到 stderr。"),
    (
        "Phones register at --sip-listen with their numbers and passwords; `m7 sandbox phone` is one. \
         Where there is none, the control API has a stand-in register:",
        "话机用各自的号码和密码注册到 --sip-listen 指定的地址；`m7 sandbox phone` 就是一部话机。\
         没有话机时，可通过控制接口模拟注册：",
    ),
    (
        "Where to listen; port 0 takes a free one. On other addresses than this machine's own the \
         control API is off",
        "监听地址；端口为 0 时自动选择空闲端口。监听非本机回环地址时，控制接口关闭",
    ),
    (
        "Serve the control API to other machines too. It is unsigned, and called by an address or by a \
         name without a dot: other names are refused, since a web page could have its own lead here",
        "也向其他机器开放控制接口。控制接口无须签名，只接受用 IP 地址或不含点的主机名访问：\
         其他域名一律拒绝，以防网页把自己的域名指向此处",
    ),
    (
        "Let phones register here over SIP, UDP and TCP; port 0 takes a free one. Without it none can",
        "供话机通过 SIP（UDP 和 TCP）注册的地址；端口为 0 时自动选择空闲端口。未指定时话机无法注册",
    ),
    (
        "What numbers show as their SIP server (serverUrl); by default the address of --sip-listen, and \
         where that is all addresses (0.0.0.0), this machine's own, which no other reaches",
        "号码中显示的 SIP 服务器地址（serverUrl）；默认为 --sip-listen 的地址，若监听所有地址（0.0.0.0），\
         则为本机回环地址，其他机器无法访问",
    ),
    (
        "The realm that phones are asked for their password in, without `\"` and `\\`",
        "要求话机认证时使用的 realm，不能含有 `\"` 和 `\\`",
    ),
    (
        "How many SIP requests a second one address may send; four times as many at once",
        "每个地址每秒可发送的 SIP 请求数；瞬时可达其四倍",
    ),
    ("SIP", "SIP"),
    ("Time and faults", "时间与故障"),
    (
        "How long it takes over each request: `instant`, `documented` (0.2 s to 25 s, as in the page's \
         examples), or so many milliseconds, at most 3600000 (an hour); by the sandbox's clock: while \
         that stands, each request waits until it is moved",
        "处理每个请求的耗时：`instant`（立即）、`documented`（0.2 s 至 25 s，与文档页示例一致），\
         或毫秒数，最大 3600000（一小时）；按沙箱时钟计算：时钟停止时，请求会一直等到时钟被拨动",
    ),
    (
        "What goes wrong: a file with a fault schedule, as `PUT /_sandbox/faults` takes it",
        "模拟的故障：故障计划文件，格式与 `PUT /_sandbox/faults` 相同",
    ),
    (
        "The file that keeps the numbers, or :memory:",
        "保存号码的文件，或 :memory:（仅在内存中）",
    ),
    ("The account number to serve", "沙箱所服务的账户编号"),
    // The control API.
    (
        "Control API, unsigned JSON at the same address (a page for people is at /):",
        "控制接口，位于同一地址，JSON 格式，无须签名（网页界面在 /）：",
    ),
    ("that it runs, for which accounts", "运行状态和所服务的账户"),
    ("this API, described whole", "本接口的完整描述"),
    ("the documented API", "文档所述的 API"),
    (
        "clock, SIP, agents, numbers, phones",
        "时钟、SIP、座席、号码、话机",
    ),
    (
        "add agents and numbers, all or none",
        "添加座席和号码，要么全部成功，要么全不添加",
    ),
    ("back to the start", "恢复到初始状态"),
    ("keep a copy of the data", "保存一份数据快照"),
    ("forget it", "删除快照"),
    ("put it back", "恢复快照"),
    (
        "{\"now\", \"scale\"}; 0 stops it",
        "{\"now\", \"scale\"}；0 表示停止",
    ),
    ("{\"seconds\"}", "{\"seconds\"}"),
    (
        "what is to go wrong (see --faults)",
        "要模拟的故障（见 --faults）",
    ),
    ("how often each rule was met", "每条规则的命中次数"),
    (
        "numbers with a phone; a stand-in registers",
        "有话机的号码；模拟话机注册",
    ),
    ("its phones leave", "注销该号码上的话机"),
    (
        "what was asked, and why it was refused",
        "收到的请求及拒绝原因",
    ),
    (
        "the four signing headers of one request",
        "一个请求的四个签名头",
    ),
    // phone
    (
        "Be a phone: register a number over SIP, keep it registered, and unregister at Ctrl-C or SIGTERM",
        "充当话机：通过 SIP 注册号码并保持注册，收到 Ctrl-C 或 SIGTERM 时注销",
    ),
    (
        "When it is registered, one line of JSON on stdout says from where and for how many seconds:",
        "注册成功后，在 stdout 输出一行 JSON，说明注册地址和有效秒数：",
    ),
    (
        "Example, beside `m7 sandbox serve --sip-listen 127.0.0.1:5060`:",
        "示例，与 `m7 sandbox serve --sip-listen 127.0.0.1:5060` 配合使用：",
    ),
    ("Where it registers", "注册服务器的地址"),
    ("What carries the messages", "传输协议"),
    ("Datagrams", "数据报"),
    ("A connection", "连接"),
    (
        "For how long it registers each time; it refreshes after half of what is granted, by this \
         machine's clock: where a sandbox's clock is set, advanced or let run faster, it ends before that",
        "每次注册的有效期；过了实际获准时长的一半后刷新，按本机时钟计算：\
         如果沙箱时钟被设置、拨快或加速，注册会提前失效",
    ),
    ("What it calls itself", "话机名称"),
    // register
    (
        "Have a stand-in for a phone at a number of the embedded sandbox, which speaks no SIP",
        "在内置沙箱（不支持 SIP）的号码上模拟一部已注册的话机",
    ),
    ("The address that it registers from", "话机的注册来源地址"),
];
