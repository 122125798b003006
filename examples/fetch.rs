//! Async tasks: fetches many pages at once over TCP, from a small server that it starts itself.
//!
//! One page is slow, one is broken and one works at the third try; each is dealt with where it is
//! fetched, and the rest never notice. A page asked for twice is fetched once.
//!
//! ```text
//! cargo run --example fetch
//! ```

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use daisy::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_millis(300);

#[delayed(retries = 2)]
async fn fetch(server: SocketAddr, page: String) -> io::Result<String> {
    let answer = async {
        let mut stream = TcpStream::connect(server).await?;
        stream.write_all(format!("GET {page} HTTP/1.0\r\nHost: {server}\r\n\r\n").as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<_, io::Error>(answer)
    };
    let answer = timeout(PATIENCE, answer).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.0 200") => Ok(body.to_owned()),
        _ => Err(io::Error::other(answer.lines().next().unwrap_or("no answer").to_owned())),
    }
}

#[delayed]
fn words(page: &str) -> usize {
    page.split_whitespace().count()
}

#[delayed]
fn summary(pages: &[String], words: &[daisy::Result<usize>]) -> String {
    let good: Vec<usize> = words.iter().flatten().copied().collect();
    let mut text = format!("{} words in {} of {} pages", good.iter().sum::<usize>(), good.len(), words.len());
    for (page, words) in pages.iter().zip(words) {
        if let Err(error) = words {
            text += &format!("\n\n{page}: {error}");
        }
    }
    text
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Arc::new(Server::default());
    let address = server.clone().start().await?;
    let mut pages: Vec<String> = (0..200).map(|n| format!("/pages/{}", n % 100)).collect();
    pages.extend(["/slow", "/broken", "/flaky"].map(String::from));

    let words: Vec<_> = pages.iter().map(|page| words(fetch(address, page)).attempt()).collect();
    let start = Instant::now();
    println!("{}\n", summary(&pages, words).compute().await?);
    let [requests, most] = [&server.requests, &server.most].map(|number| number.load(SeqCst));
    println!("{requests} requests, up to {most} at once, in {:.1?}\n", start.elapsed());

    let hurried = fetch(address, "/slow").compute().timeout(Duration::from_millis(50)).await;
    println!("In a hurry: {}", hurried.expect_err("slower than that"));
    Ok(())
}

/// Answers after a while, with what the page is named for.
#[derive(Default)]
struct Server {
    requests: AtomicUsize,
    open: AtomicUsize,
    most: AtomicUsize,
    flaky: AtomicUsize,
}

impl Server {
    async fn start(self: Arc<Server>) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = self.clone();
                tokio::spawn(async move { server.answer(stream).await });
            }
        });
        Ok(address)
    }

    async fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut request = [0; 256];
        let length = stream.read(&mut request).await?;
        let request = String::from_utf8_lossy(&request[..length]);
        let page = request.split(' ').nth(1).unwrap_or_default();
        self.requests.fetch_add(1, SeqCst);
        self.most.fetch_max(self.open.fetch_add(1, SeqCst) + 1, SeqCst);
        sleep(Duration::from_millis(if page == "/slow" { 5000 } else { 50 })).await;
        self.open.fetch_sub(1, SeqCst);
        let status = match page {
            "/broken" => "500 Internal Server Error",
            "/flaky" if self.flaky.fetch_add(1, SeqCst) < 2 => "503 Service Unavailable",
            _ => "200 OK",
        };
        let answer = format!("HTTP/1.0 {status}\r\n\r\nThis is what stands on page {page}.");
        stream.write_all(answer.as_bytes()).await
    }
}
