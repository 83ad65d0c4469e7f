// SPDX-License-Identifier: Apache-2.0

import Crypto
package import Media
package import RecordingModel

/// Checks `txSecret` and `txTime` of a push URL (push-and-play-urls.md, section 2).
package struct PushAuthenticator: Sendable {
    private let authentication: PushAuthentication

    /// Checks by the keys of a domain.
    package init(_ authentication: PushAuthentication) {
        self.authentication = authentication
    }

    /// Checks a push at its beginning; once admitted it may go on beyond its time.
    ///
    /// - Parameters:
    ///   - streamName: StreamName, the only name that is hashed.
    ///   - secret: the value of `txSecret`; empty is missing.
    ///   - time: the value of `txTime` as received; empty is missing.
    ///   - now: when the push asks.
    /// - Returns: why the push is refused; nil when it is not.
    package func refusal(streamName: String, secret: String?, time: String?, now: WallTime) -> StopCode? {
        guard authentication.isEnabled else { return nil }
        guard let secret, !secret.isEmpty else { return .secretMissing }
        guard let time, !time.isEmpty else { return .timeMissing }
        // A time that is none can't have been signed by our customer's generator.
        guard let expiry = Self.seconds(time) else { return .secretWrong }
        let (end, isForEver) = expiry.addingReportingOverflow(authentication.delta)
        guard isForEver || now.seconds <= end else { return .timeExpired }
        return matches(secret, streamName: streamName, time: time) ? nil : .secretWrong
    }

    /// The secret that a key gives: the MD5 of key, stream name and time, as lower-case hexadecimal digits.
    package static func secret(key: String, streamName: String, time: String) -> String {
        let digest = Insecure.MD5.hash(data: [UInt8]("\(key)\(streamName)\(time)".utf8))
        return digest.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    /// Whether the master or the backup key gives this secret; an empty key gives none.
    private func matches(_ secret: String, streamName: String, time: String) -> Bool {
        var isMatch = false
        for key in [authentication.masterKey, authentication.backupKey] where !key.isEmpty {
            let expected = Self.secret(key: key, streamName: streamName, time: time)
            isMatch = Self.isEqual(expected, secret.lowercased()) || isMatch
        }
        return isMatch
    }

    /// Compares in a time that tells nothing of where the texts differ.
    private static func isEqual(_ expected: String, _ received: String) -> Bool {
        let (expected, received) = ([UInt8](expected.utf8), [UInt8](received.utf8))
        guard expected.count == received.count else { return false }
        return zip(expected, received).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Unix seconds in hexadecimal digits of either case, or in exactly ten decimal ones; nil for anything else.
    private static func seconds(_ text: String) -> Int64? {
        guard text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit && $0 < 0x80 }) else { return nil }
        // Ten digits of hexadecimal would be after the year 2500, so that the two never clash.
        if text.utf8.count == 10, let decimal = Int64(text) { return decimal }
        return Int64(text, radix: 16)
    }
}
