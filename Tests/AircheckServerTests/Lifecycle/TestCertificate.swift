// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A certificate for `localhost` and 127.0.0.1 that signs itself, made by openssl in a folder that goes with it.
final class TestCertificate {
    let folder: URL

    var certificate: String { folder.appendingPathComponent("certificate.pem").path }
    var key: String { folder.appendingPathComponent("key.pem").path }

    struct Failure: Error { let status: Int32 }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("aircheck-tls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out",
            certificate,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw Failure(status: openssl.terminationStatus) }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }
}
