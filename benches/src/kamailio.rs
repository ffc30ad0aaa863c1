//! Kamailio as a registrar over `PostgreSQL`, by the configuration in `peers/kamailio`.

use std::fs::{self, File};
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::postgres::{Durability, Postgres};
use crate::process::{Process, free_port};

/// The tables that come with the packages.
const TABLES: [&str; 3] = ["standard", "auth_db", "usrloc"];

/// Kamailio and its database, gone when this is dropped.
pub struct Kamailio {
    /// Where phones register, over UDP.
    pub address: SocketAddr,
    /// The process.
    pub process: Process,
    /// Its database.
    pub postgres: Postgres,
    _folder: TempDir,
}

impl Kamailio {
    /// Starts both, with these numbers; the password of each is what `password` says of it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to install, or what failed.
    pub fn start(durability: Durability, first: u64, numbers: u64) -> Result<Self, String> {
        let postgres = Postgres::start(durability)?;
        for tables in TABLES {
            let file = format!("/usr/share/kamailio/postgres/{tables}-create.sql");
            let tables = fs::read_to_string(&file).map_err(|_| {
                "install Kamailio: `apt-get install kamailio kamailio-postgres-modules`".to_owned()
            })?;
            postgres.run(&tables)?;
        }
        let last = first + numbers - 1;
        postgres.run(&format!(
            "INSERT INTO subscriber (username, domain, ha1)
             SELECT number, 'm7', md5(number || ':m7:password-' || number)
             FROM (SELECT number::text FROM generate_series({first}, {last}) number) numbers;
             ANALYZE;"
        ))?;

        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let log = File::create(folder.path().join("log")).map_err(|error| error.to_string())?;
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let mut command = Command::new("kamailio");
        command
            .arg("-f")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/kamailio/kamailio.cfg"))
            .args(["-A", &format!("DB_URL=\"{}\"", postgres.url())])
            .args(["-l", &format!("udp:{address}"), "-m", "256", "-DD", "-E"])
            .arg("-Y")
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(log);
        let mut process = Process::start("Kamailio", &mut command)?;
        process.wait_until(
            || answers(address),
            "Kamailio doesn't answer: is its database module there?",
        )?;
        Ok(Self {
            address,
            process,
            postgres,
            _folder: folder,
        })
    }
}

/// Whether anything comes back over UDP.
fn answers(address: SocketAddr) -> bool {
    const OPTIONS: &str = "OPTIONS sip:m7 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bK1\r\n\
        Max-Forwards: 70\r\nFrom: <sip:m7@m7>;tag=1\r\nTo: <sip:m7@m7>\r\nCall-ID: 1\r\n\
        CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    let ask = || {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_read_timeout(Some(std::time::Duration::from_millis(200)))?;
        socket.send_to(OPTIONS.as_bytes(), address)?;
        socket.recv(&mut [0; 2048])
    };
    ask().is_ok()
}
