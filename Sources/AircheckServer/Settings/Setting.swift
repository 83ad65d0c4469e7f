// SPDX-License-Identifier: Apache-2.0

import Callbacks
import CloudAPI
import Ingest
import Logging
import NIOCore
import Recorder
import RecordingModel
import Storage

/// One thing the operator may set: on the command line, in the environment or in the file, always as the same text.
package struct Setting: Sendable {
    /// The option without its dashes, and the key in the file.
    package let name: String
    /// What stands for the value in the help.
    package let placeholder: String
    /// One sentence, with the default.
    package let help: String
    /// Puts the text's value into the configuration; false when the text is none.
    let apply: @Sendable (inout ServerConfiguration, String) -> Bool

    /// The environment variable: the name in capitals behind `AIRCHECK_`.
    package var environmentName: String {
        "AIRCHECK_" + name.uppercased().replacing("-", with: "_")
    }
}

extension Setting {
    /// Every setting there is; the README's table is compared with it by a test.
    package static let all: [Setting] = [
        text("data-dir", "FOLDER", "catalogue, recordings and credentials (./aircheck-data)") { $0.dataDirectory = $1 },
        parsed("http-address", "HOST:PORT|off", "API, media and metrics (127.0.0.1:8080)", addressOrOff) {
            $0.httpAddress = $1
        },
        parsed("https-address", "HOST:PORT", "the same over TLS (none)", HostAndPort.init) { $0.httpsAddress = $1 },
        parsed("rtmp-address", "HOST:PORT", "RTMP listener (127.0.0.1:1935)", HostAndPort.init) {
            $0.rtmpAddress = $1
        },
        parsed("rtmps-address", "HOST:PORT", "RTMP over TLS (none)", HostAndPort.init) { $0.rtmpsAddress = $1 },
        text("tls-certificate", "FILE", "PEM certificates of HTTPS and RTMPS, the server's first (none)") {
            $0.tlsCertificate = $1
        },
        text("tls-key", "FILE", "the certificate's private key in PEM (none)") { $0.tlsKey = $1 },
        parsed("public-url", "URL", "base of every URL handed out (the HTTP address, or else the HTTPS one)", httpURL) {
            $0.publicURL = $1
        },
        text("secret-id", "ID", "API credential (made at first start)") { $0.secretID = $1 },
        text("secret-key", "KEY", "its key (made at first start)") { $0.secretKey = $1 },
        parsed("api-rate-limits", "on|off", "the documented requests per second of each action (on)", flag) {
            $0.apiRateLimits = $1
        },
        parsed("open-domains", "true|false", "accept pushes to domains nobody registered (false)", flag) {
            $0.openDomains = $1
        },
        parsed("account-state", stateNames, "what the API answers the account (normal)", Account.State.init(rawValue:))
        {
            $0.account.state = $1
        },
        count("max-running-tasks", 0...1_000_000_000, "orders that may run at once (no limit)") {
            $0.account.maximumRunningTasks = $1
        },
        parsed(
            "api-faults", "ACTION=CODE,...", "the error of its list that an action answers, to try clients (none)",
            Account.faults
        ) { $0.account.faults = $1 },
        parsed(
            "mp4-faststart", "true|false", "MP4 files with their index at the front, at the cost of a copy (false)",
            flag
        ) {
            $0.recording.isMovieFirst = $1
        },
        parsed(
            "hls-segments", "auto|fmp4", "HLS segments: MPEG-TS where it holds the codecs, or always fMP4 (auto)",
            segments
        ) {
            $0.recording.areSegmentsFragmented = $1
        },
        parsed("file-name-zone", "+HH:MM", "the zone of the times in file names (+08:00)", zone) {
            $0.recording.nameOffset = $1
        },
        parsed(
            "object-store-url", "URL", "S3-compatible service that recordings are uploaded to (none)",
            ObjectEndpoint.init
        ) { $0.objectStore.endpoint = $1 },
        text("object-store-bucket", "NAME", "its bucket (none)") { $0.objectStore.bucket = $1 },
        text("object-store-region", "NAME", "the bucket's region (us-east-1)") { $0.objectStore.region = $1 },
        text("object-store-access-key", "KEY", "access key of the service (none)") { $0.objectStore.accessKey = $1 },
        text("object-store-secret-key", "KEY", "its secret key (none)") { $0.objectStore.secretKey = $1 },
        text("object-store-prefix", "PATH", "what the keys of objects begin with (nothing)") {
            $0.objectStore.prefix = $1
        },
        parsed("object-store-public-url", "URL", "base of the URLs of objects (the bucket at the service)", httpURL) {
            $0.objectStore.publicURL = $1
        },
        parsed(
            "object-store-keep-local", "true|false", "keep recordings here, too, when they are in the store (false)",
            flag
        ) { $0.objectStore.keepsCopies = $1 },
        parsed("disk-low", "SIZE", "free space at which an alarm is raised (2GiB)", size) {
            $0.disk.low = $1
        },
        parsed("disk-critical", "SIZE", "free space at which no recording begins (256MiB)", size) {
            $0.disk.critical = $1
        },
        parsed("retention-max-size", "SIZE", "bytes of recordings beyond which the oldest go (no limit)", size) {
            $0.retention.maximumBytes = $1
        },
        parsed("retention-min-free", "SIZE", "free space below which the oldest recordings go (no limit)", size) {
            $0.retention.minimumFree = $1
        },
        parsed("app-id", "NUMBER", "appid of the callbacks (1300000001)", { Int($0) }) { $0.appID = $1 },
        seconds("callback-timeout", "that a callback's receiver has to answer (20)") {
            $0.callbacks.timeout = Duration($1)
        },
        count("callback-retries", 0...100_000, "attempts after the first that failed (12)") {
            $0.callbacks.retries = $1
        },
        seconds("callback-retry-interval", "from a failed attempt to the next (60)") {
            $0.callbacks.interval = Duration($1)
        },
        parsed("callback-private-targets", "on|off", "callbacks to this machine and private networks (on)", flag) {
            $0.allowsPrivateTargets = $1
        },
        parsed("log-level", "LEVEL", "trace, debug, info, notice, warning, error or critical (info)", logLevel) {
            $0.logLevel = $1
        },
        count("rtmp-max-connections", 1...1_000_000, "RTMP connections at once (4096)") { $0.ingest.connections = $1 },
        seconds("rtmp-handshake-timeout", "from connecting until a push is admitted (10)") {
            $0.ingest.handshakeTime = $1
        },
        seconds("rtmp-idle-timeout", "without data until a push ends (70)") { $0.ingest.idleTime = $1 },
        seconds("rtmp-takeover-silence", "of silence after which a new push replaces a dead one (5)") {
            $0.ingest.takeoverSilence = $1
        },
        count("rtmp-max-message-size", 4_096...16_777_215, "bytes of one RTMP message (8388608)") {
            $0.ingest.messageLength = $1
        },
        count("rtmp-max-chunk-streams", 4...65_598, "chunk streams of one connection (64)") {
            $0.ingest.chunkStreams = $1
        },
    ]

    private static let stateNames = Account.State.allCases.map(\.rawValue).joined(separator: "|")

    // MARK: Kinds of values

    private static func parsed<Value>(
        _ name: String, _ placeholder: String, _ help: String, _ parse: @escaping @Sendable (String) -> Value?,
        _ assign: @escaping @Sendable (inout ServerConfiguration, Value) -> Void
    ) -> Setting {
        Setting(name: name, placeholder: placeholder, help: help) { configuration, text in
            guard let value = parse(text) else { return false }
            assign(&configuration, value)
            return true
        }
    }

    private static func text(
        _ name: String, _ placeholder: String, _ help: String,
        _ assign: @escaping @Sendable (inout ServerConfiguration, String) -> Void
    ) -> Setting {
        parsed(name, placeholder, help, { $0.isEmpty ? nil : $0 }, assign)
    }

    private static func count(
        _ name: String, _ range: ClosedRange<Int>, _ help: String,
        _ assign: @escaping @Sendable (inout ServerConfiguration, Int) -> Void
    ) -> Setting {
        parsed(name, "NUMBER", help, { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }, assign)
    }

    private static func seconds(
        _ name: String, _ help: String, _ assign: @escaping @Sendable (inout ServerConfiguration, TimeAmount) -> Void
    ) -> Setting {
        parsed(
            name, "SECONDS", "seconds " + help,
            { text in
                Double(text).flatMap { (0.001...1_000_000).contains($0) ? .nanoseconds(Int64($0 * 1e9)) : nil }
            }, assign)
    }

    @Sendable private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "on", "true", "yes", "1": true
        case "off", "false", "no", "0": false
        default: nil
        }
    }

    /// Whether segments are always fragmented.
    @Sendable private static func segments(_ text: String) -> Bool? { ["auto": false, "fmp4": true][text] }

    @Sendable private static func addressOrOff(_ text: String) -> HostAndPort?? {
        text == "off" ? .some(nil) : HostAndPort(text).map(Optional.some)
    }

    /// Seconds east of UTC: `Z`, or hours and minutes up to 14 hours with a sign.
    @Sendable private static func zone(_ text: String) -> Int64? {
        if text == "Z" { return 0 }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let sign = text.first.flatMap({ ["+": 1, "-": -1][$0] as Int64? }), parts.count == 2,
            parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isWholeNumber) }), let hours = Int64(parts[0]),
            let minutes = Int64(parts[1]), minutes < 60, hours * 60 + minutes <= 14 * 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    /// Bytes, or with a unit: KiB, MiB, GiB or TiB.
    @Sendable private static func size(_ text: String) -> Int64? {
        let units = ["KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40]
        let unit = units.first { text.hasSuffix($0.key) }
        guard let number = Int64(text.dropLast(unit == nil ? 0 : 3)), number >= 0, number < 1 << 20 else {
            return unit == nil ? Int64(text).flatMap { $0 < 0 ? nil : $0 } : nil
        }
        return number << (unit?.value ?? 0)
    }

    @Sendable private static func httpURL(_ text: String) -> String? {
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    @Sendable private static func logLevel(_ text: String) -> Logger.Level? {
        Logger.Level(rawValue: text.lowercased())
    }
}
