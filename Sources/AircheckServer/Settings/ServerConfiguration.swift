// SPDX-License-Identifier: Apache-2.0

import Callbacks
package import CloudAPI
import Ingest
package import Logging
import NIOCore
import Recorder
import Storage

/// Everything the operator may decide, with its defaults.
package struct ServerConfiguration: Sendable {
    package var dataDirectory = "./aircheck-data"
    /// Nil when HTTP is spoken over TLS alone.
    package var httpAddress: HostAndPort? = HostAndPort(host: "127.0.0.1", port: 8_080)
    package var httpsAddress: HostAndPort?
    package var rtmpAddress = HostAndPort(host: "127.0.0.1", port: 1_935)
    package var rtmpsAddress: HostAndPort?
    /// PEM files: the chain, the server's own certificate first, and its key.
    package var tlsCertificate: String?
    package var tlsKey: String?
    /// The base of every URL handed out; nil for the HTTP address in use, or else the HTTPS one.
    package var publicURL: String?
    package var secretID: String?
    package var secretKey: String?
    package var apiRateLimits = true
    package var openDomains = false
    /// What the API says of the account.
    package var account = Account()
    /// `appid` of the callbacks.
    package var appID = 1_300_000_001
    var callbacks = RetryPolicy()
    /// Whether callbacks may go to this machine and to private networks.
    var allowsPrivateTargets = true
    var recording = RecordingOptions()
    var disk = DiskGauge.Marks()
    var retention = RetentionQuota()
    var objectStore = ObjectStoreSettings()
    package var logLevel = Logger.Level.info
    var ingest = IngestLimits()

    package init() {}
}

/// `HOST:PORT`; an IPv6 host stands in brackets.
package struct HostAndPort: Hashable, Sendable, CustomStringConvertible {
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`; nil when the text is something else or the port is not 0 to 65,535.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
