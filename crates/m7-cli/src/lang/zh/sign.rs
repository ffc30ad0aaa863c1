//! What is said of signs, and of any operation.

pub(super) const TEXTS: &[(&str, &str)] = &[
    (
        "Sign requests, show how, and verify what was captured",
        "生成请求签名、演示签名过程、校验抓取到的请求",
    ),
    (
        "m7-sign = base64( HMAC-SHA256( key = secret key, message = appkey + timestamp + nonce ) )",
        "m7-sign = base64( HMAC-SHA256( key = 密钥, message = 账户编号 + 时间戳 + 随机数 ) )",
    ),
    ("each step, with your own account", "用自己的账户逐步演示"),
    (
        "what is wrong with a request that was captured",
        "抓取到的请求错在哪里",
    ),
    (
        "the headers of one request, for other tools",
        "生成一个请求的签名头，供其他工具使用",
    ),
    // headers
    (
        "Print the four headers that sign a request",
        "输出一个请求的四个签名头",
    ),
    (
        "The path and the body are not signed, so the headers fit any request, once, within 5 minutes.",
        "路径和请求体不参与签名，因此这些请求头可用于任意请求，但只能用一次，且须在 5 分钟之内。",
    ),
    (
        "As lines of HTTP, `name: value`, which `curl -H @-` takes",
        "以 HTTP 头的形式输出（`name: value`），可直接传给 `curl -H @-`",
    ),
    (
        "Unix time in seconds, 10 digits; now, if not given",
        "Unix 时间戳，单位秒，10 位数字；未指定时为当前时间",
    ),
    (
        "Six digits; a fresh one, if not given",
        "随机数，六位数字；未指定时重新生成",
    ),
    // explain
    (
        "Show step by step how the sign is computed, for whoever writes a client",
        "逐步演示签名的计算过程，供开发客户端时参考",
    ),
    (
        "The secret key itself is never shown.",
        "密钥本身不会显示。",
    ),
    ("without an account", "无需账户"),
    (
        "The account number, instead of the one that the secret key belongs to",
        "账户编号，代替密钥所属的账户",
    ),
    // verify
    (
        "Verify a request that was captured, and name the first thing that is wrong with it",
        "校验抓取到的请求，指出其中第一个错误",
    ),
    (
        "It is verified with the account's secret key, and nothing is sent. What it reads:",
        "使用账户的密钥校验，不发送任何请求。可以读取：",
    ),
    (
        "header lines, as in a log or as `curl -v` shows them, in any order and case",
        "请求头，取自日志或 `curl -v` 的输出，顺序和大小写不限",
    ),
    (
        "curl commands, as a browser copies them too",
        "curl 命令，包括从浏览器复制的",
    ),
    (
        "a JSON object of headers; a reply, which echoes them; an entry of a sandbox's journal",
        "由请求头组成的 JSON 对象；回显请求头的响应；沙箱请求日志中的一条记录",
    ),
    (
        "a HAR file: each of its requests to a path of the API",
        "HAR 文件：其中每个发往 API 路径的请求",
    ),
    (
        "A captured request is old, so its sign may be right and it would be refused all the same: --at \
         says when it is to be verified for, --ignore-time that it doesn't matter. Exit code 0: it would \
         be accepted; 4: it wouldn't; 2: no request was found.",
        "抓取到的请求多半已经过期，即使签名正确也会被拒绝：用 --at 指定校验所用的时间，\
         用 --ignore-time 忽略时间。退出码 0：请求会被接受；4：不会被接受；2：没有找到请求。",
    ),
    (
        "The file with what was captured; stdin, if it is - or not given",
        "存放抓取内容的文件；为 - 或未指定时读取 stdin",
    ),
    (
        "Verify as at this time, in Unix seconds or as 2021-03-22T18:22:29+08:00; now, if not given",
        "按此时间校验，可用 Unix 秒数或 2021-03-22T18:22:29+08:00 的形式；未指定时为当前时间",
    ),
    ("Whenever it was signed", "忽略签名时间"),
    // api
    (
        "Call any operation, by its id or its path",
        "按 id 或路径调用任意接口",
    ),
    (
        "An operation is named by its id, sip_list, or by its path. Any other path below the base URL is \
         signed and sent as well; nothing is known of it, so it counts as a write that must not be \
         repeated.",
        "接口可用 id（如 sip_list）或路径指定。API 地址下的其他路径也会签名并发送；\
         由于对其一无所知，一律视为不可重试的写操作。",
    ),
    (
        "What holds: a read, and what sets or removes, is attempted again where that can do no harm; a \
         create whose outcome is open is looked for. A write says where it goes and asks first; off a \
         terminal it needs --yes. Passwords are no arguments: put the body into a file, or pipe it in.",
        "保证：读取以及设置、删除类的幂等操作，在确定无害时自动重试；结果未知的创建会先查询核对。\
         写操作会先说明目标并询问确认；不在终端上时须指定 --yes。密码不能作为命令行参数：\
         请将请求体放入文件，或通过管道传入。",
    ),
    (
        "The operation's id, e.g. `sip_list`, or a path, e.g. /openapi/v1/call/query/agent",
        "接口的 id，例如 `sip_list`；或路径，例如 /openapi/v1/call/query/agent",
    ),
    (
        "List the operations of the contract, and send nothing",
        "列出接口契约中的全部接口，不发送请求",
    ),
    ("What is sent", "请求内容"),
    (
        "The body, in JSON: the text itself, @FILE, or - for stdin; {} without it",
        "JSON 请求体：直接书写、@FILE 或 -（stdin）；未指定时为 {}",
    ),
    (
        "A field of the body with a text; repeat it for several",
        "请求体中的文本字段；可重复指定多个",
    ),
    (
        "A field of the body in JSON: a number, true, a list …",
        "请求体中的 JSON 字段：数字、true、列表等",
    ),
    (
        "Send nothing, and print the request as a command for a shell, with curl; secrets of the body \
         come from the environment then, and the sign is made when it is run",
        "预演：不发送请求，而是输出等效的 curl 命令；请求体中的密码改从环境变量读取，\
         签名在该命令运行时生成",
    ),
    (
        "Don't ask whether to send a write",
        "发送写操作前不询问确认",
    ),
    (
        "Also print the reply's requestInfo: the request as the gateway saw it, without its secrets",
        "同时输出响应中的 requestInfo：网关收到的请求，不含密钥和密码",
    ),
];
