// SPDX-License-Identifier: Apache-2.0

import Crypto
package import Media

/// Proves to a receiver that a notification comes from who knows the template's key (callbacks.md, section 2).
package struct CallbackSignature: Hashable, Sendable {
    /// When the notification expires, in unix seconds.
    package let t: Int64
    /// The MD5 of the key followed by `t` in decimal, as lower-case hexadecimal digits.
    package let sign: String

    /// Signs a notification that expires at `t`.
    package init(key: String, t: Int64) {
        self.t = t
        let digest = Insecure.MD5.hash(data: [UInt8]("\(key)\(t)".utf8))
        sign = digest.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    /// Signs a notification for the ten minutes after it is sent.
    ///
    /// Each attempt is signed anew: retries go on for twelve minutes, and the last must not come expired.
    package init(key: String, sentAt now: WallTime) {
        self.init(key: key, t: now.seconds + 600)
    }
}
