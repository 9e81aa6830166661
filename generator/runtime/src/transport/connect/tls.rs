//! The TLS settings.

use rustls::pki_types::pem::PemObject as _;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use crate::error::build::BuildError;
use crate::transport::config::ConnectionConfig;
use crate::transport::provider::provider;

/// Returns TLS settings with the built-in and the given roots. The provider is passed explicitly, since rustls panics
/// if a process has installed none.
pub(crate) fn client_config(config: &ConnectionConfig) -> Result<ClientConfig, BuildError> {
    let mut roots = RootCertStore::empty();
    if config.only_given_roots && config.root_certificates.is_empty() {
        return Err(BuildError::InvalidSetting(
            "only given roots are trusted, but none is given; add one with `root_certificate`"
                .to_owned(),
        ));
    }
    if !config.only_given_roots {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    match config.read_certificates {
        Some(read) => read(config, roots),
        None => {
            let builder = builder(provider())?;
            Ok(builder.with_root_certificates(roots).with_no_client_auth())
        }
    }
}

fn builder(
    provider: CryptoProvider,
) -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, BuildError> {
    ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(invalid)
}

/// Does the same with the given certificates of any kind.
pub(crate) fn with_certificates(
    config: &ConnectionConfig,
    mut roots: RootCertStore,
) -> Result<ClientConfig, BuildError> {
    for given in &config.root_certificates {
        for certificate in certificates(given)? {
            roots.add(certificate).map_err(invalid)?;
        }
    }
    let builder = builder(rustls::crypto::ring::default_provider())?.with_root_certificates(roots);
    match &config.client_certificate {
        None => Ok(builder.with_no_client_auth()),
        Some((chain, key)) => {
            let chain = certificates(chain)?
                .into_iter()
                .map(CertificateDer::into_owned);
            let key = PrivateKeyDer::from_pem_slice(key).map_err(invalid)?;
            builder
                .with_client_auth_cert(chain.collect(), key)
                .map_err(invalid)
        }
    }
}

/// Begins each certificate in PEM form.
const BEGIN: &[u8] = b"-----BEGIN";

/// Parses one certificate in DER form, or any number in PEM form.
fn certificates(given: &[u8]) -> Result<Vec<CertificateDer<'_>>, BuildError> {
    // Bundles begin with comments, and exported certificates with their names.
    if !given.windows(BEGIN.len()).any(|text| text == BEGIN) {
        return Ok(vec![CertificateDer::from(given)]);
    }
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(given)
        .collect::<Result<_, _>>()
        .map_err(invalid)?;
    if certificates.is_empty() {
        return Err(invalid("there is no certificate in it"));
    }
    Ok(certificates)
}

fn invalid(error: impl Into<crate::body::error::BoxError>) -> BuildError {
    BuildError::InvalidCertificate(error.into())
}

#[cfg(test)]
mod tests {
    use super::{ConnectionConfig, client_config, invalid};

    #[test]
    fn where_only_given_roots_are_trusted_no_others_are() {
        let roots = |only_given_roots| {
            let config = ConnectionConfig {
                only_given_roots,
                root_certificates: vec![Vec::new()],
                read_certificates: Some(|_, roots| Err(invalid(roots.len().to_string()))),
                ..ConnectionConfig::default()
            };
            format!("{:?}", client_config(&config).unwrap_err())
        };
        let built_in = webpki_roots::TLS_SERVER_ROOTS.len();
        assert!(roots(true).ends_with(": 0)"), "{}", roots(true));
        assert!(roots(false).ends_with(&format!(": {built_in})")));
    }
}
