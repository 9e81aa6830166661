use runtime_bench::*;
fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let address = server();
    let rt = runtime();
    let (c, p) = (client(address), plain());
    println!("{} {}", size_of_val(&through_client(&c)), size_of_val(&by_hand(&p, address)));
    rt.block_on(async {
        let tasks: Vec<_> = (0..64).map(|_| { let (c,p,hand) = (c.clone(), p.clone(), mode == "hand"); tokio::spawn(async move { for _ in 0..100 { if hand { by_hand(&p, address).await; } else { through_client(&c).await; } } }) }).collect();
        for t in tasks { t.await.unwrap(); }
    });
}
