// SPDX-License-Identifier: Apache-2.0

import Crypto

/// Signs requests of a scope with TC3-HMAC-SHA256, and tells whether a signature is right (reference: api3-protocol, section 3).
package struct RequestSigner: Sendable {
    /// The scheme's name, in the header and in the string to sign.
    package static let algorithm = "TC3-HMAC-SHA256"

    private let scope: CredentialScope
    private let key: SymmetricKey

    /// Derives the key of a scope, which is most of the work of signing.
    package init(secretKey: String, scope: CredentialScope) {
        self.scope = scope
        var key = SymmetricKey(data: Array("TC3\(secretKey)".utf8))
        for part in [scope.date, scope.service, CredentialScope.terminator] {
            key = SymmetricKey(data: Self.authenticationCode(of: part, key: key))
        }
        self.key = key
    }

    /// What the derived key signs; `timestamp` is `X-TC-Timestamp` as sent.
    package static func stringToSign(
        _ request: CanonicalRequest, timestamp: String, scope: CredentialScope
    ) -> String {
        "\(algorithm)\n\(timestamp)\n\(scope)\n\(request.hash)"
    }

    /// The signature, 64 hexadecimal digits in lower case.
    package func signature(of request: CanonicalRequest, timestamp: String) -> String {
        let text = Self.stringToSign(request, timestamp: timestamp, scope: scope)
        return Self.authenticationCode(of: text, key: key).hexadecimal
    }

    /// Whether a signature is right; takes the same time wherever a wrong one differs.
    package func isValid(_ signature: String, of request: CanonicalRequest, timestamp: String) -> Bool {
        self.signature(of: request, timestamp: timestamp).isEqual(inConstantTime: signature)
    }

    private static func authenticationCode(of text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}
