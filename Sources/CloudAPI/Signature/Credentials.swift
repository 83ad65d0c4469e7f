// SPDX-License-Identifier: Apache-2.0

/// A pair that signs requests.
package struct Credential: Hashable, Sendable {
    package var secretID: String
    package var secretKey: String

    package init(secretID: String, secretKey: String) {
        self.secretID = secretID
        self.secretKey = secretKey
    }
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible {
    /// The id alone: the key must not end up in a log.
    package var description: String { secretID }
    package var debugDescription: String { secretID }
}

/// The pairs that may call; they belong to one account.
package struct Credentials: Sendable {
    private let keys: [String: String]

    /// Of two pairs with one id the later counts.
    package init(_ credentials: [Credential]) {
        keys = Dictionary(credentials.map { ($0.secretID, $0.secretKey) }) { $1 }
    }

    /// The key of an id, if there is one.
    package func secretKey(of secretID: String) -> String? { keys[secretID] }
}
