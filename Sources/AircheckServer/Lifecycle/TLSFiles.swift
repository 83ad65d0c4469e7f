// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL

/// The certificate and key with which HTTPS and RTMPS are served.
struct TLSFiles: Sendable {
    let configuration: TLSConfiguration
    private let context: NIOSSLContext

    /// Reads both files; throws `SettingsError` for what is unreadable, no PEM, or not of one pair.
    init(certificate: String, key: String) throws {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificate) } catch {
            throw SettingsError(description: "--tls-certificate \(certificate) is not a file of PEM certificates")
        }
        let privateKey: NIOSSLPrivateKey
        do { privateKey = try NIOSSLPrivateKey(file: key, format: .pem) } catch {
            throw SettingsError(description: "--tls-key \(key) is not a file with a PEM private key")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        do { context = try NIOSSLContext(configuration: configuration) } catch {
            throw SettingsError(description: "--tls-key \(key) does not belong to --tls-certificate \(certificate)")
        }
        self.configuration = configuration
    }

    /// Encrypts a connection that was accepted; what reads and writes plain bytes is added behind.
    @Sendable func secure(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }
}

extension ServerConfiguration {
    /// The files that are named, if any.
    func tlsFiles() throws -> TLSFiles? {
        guard let tlsCertificate, let tlsKey else { return nil }
        return try TLSFiles(certificate: tlsCertificate, key: tlsKey)
    }
}
