// SPDX-License-Identifier: Apache-2.0

import NIOSSL
import Testing

@testable import AircheckServer

@Suite("TLS files")
struct TLSFilesTests {
    private func refusal(_ certificate: String, _ key: String) -> String? {
        do {
            _ = try TLSFiles(certificate: certificate, key: key)
            return nil
        } catch {
            return (error as? SettingsError)?.description ?? "another error: \(error)"
        }
    }

    @Test("takes a certificate and its key")
    func pair() throws {
        let files = try TestCertificate()
        #expect(refusal(files.certificate, files.key) == nil)
        #expect(
            try TLSFiles(certificate: files.certificate, key: files.key).configuration.minimumTLSVersion == .tlsv12)
    }

    @Test("says in one line which file is wrong")
    func refusals() throws {
        let files = try TestCertificate()
        let others = try TestCertificate()
        #expect(
            refusal("/no/such/file", files.key) == "--tls-certificate /no/such/file is not a file of PEM certificates")
        #expect(refusal(files.key, files.key) == "--tls-certificate \(files.key) is not a file of PEM certificates")
        #expect(
            refusal(files.certificate, files.certificate)
                == "--tls-key \(files.certificate) is not a file with a PEM private key")
        #expect(
            refusal(files.certificate, others.key)
                == "--tls-key \(others.key) does not belong to --tls-certificate \(files.certificate)")
    }
}
