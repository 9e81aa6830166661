//! Lookup of host names.

use std::io;
use std::net::IpAddr;

use crate::body::error::BoxFuture;

/// Looks up the addresses of hosts, instead of the system, for [`Config::resolver`](crate::Config::resolver).
///
/// ```
/// use std::net::{IpAddr, Ipv4Addr};
///
/// use apiruntime::Config;
/// use apiruntime::body::BoxFuture;
/// use apiruntime::transport::Resolver;
///
/// /// Knows one host, and no other.
/// struct Pinned;
///
/// impl Resolver for Pinned {
///     fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
///         Box::pin(async move {
///             match host {
///                 "service.example" => Ok(vec![Ipv4Addr::new(192, 0, 2, 7).into()]),
///                 _ => Err(std::io::ErrorKind::NotFound.into()),
///             }
///         })
///     }
/// }
///
/// let config = Config::new().resolver(Pinned);
/// ```
pub trait Resolver: Send + Sync + 'static {
    /// Returns the addresses of a host in the order in which to try them. It is not called for a host that is an
    /// address.
    ///
    /// # Errors
    /// If the host has no addresses, or the lookup fails.
    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
}
