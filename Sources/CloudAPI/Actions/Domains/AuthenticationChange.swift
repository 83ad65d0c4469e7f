// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// The members that change how pushes or plays of a domain are authenticated; what is absent stays.
struct AuthenticationChange: Sendable {
    /// The members' names, which differ between pushing and playing (reference: companion-api, section 2).
    struct Names: Sendable {
        var masterKey: String
        var backupKey: String
    }

    /// Characters of a key; documented for play keys.
    private static let maximumKeyLength = 256
    /// Seconds; far above any use, far below where times overflow.
    private static let maximumDelta = UInt64(UInt32.max)

    /// What the values have to keep to.
    static let limits = [
        "A key has at most \(maximumKeyLength) characters; the first is not empty while `Enable` is 1.",
        "`AuthDelta` is at most \(maximumDelta) seconds.",
    ]

    private let names: Names
    private let enable: Int64?
    private let masterKey: String?
    private let backupKey: String?
    private let delta: UInt64?

    init(_ parameters: inout Parameters, names: Names) throws(APIFault) {
        self.names = names
        enable = try parameters.integer("Enable")
        masterKey = try parameters.string(names.masterKey)
        backupKey = try parameters.string(names.backupKey)
        delta = try parameters.integer("AuthDelta")
    }

    /// Changes an authentication; throws `InvalidParameterValue`, and it is not to be kept then.
    func apply(to authentication: inout PushAuthentication) throws(APIFault) {
        if enable != nil { authentication.isEnabled = try enable.isOn("Enable") }
        for (name, key) in [(names.masterKey, masterKey), (names.backupKey, backupKey)] {
            guard (key ?? "").utf8.count <= Self.maximumKeyLength else {
                throw APIFault(
                    .invalidParameterValue, "`\(name)` is longer than \(Self.maximumKeyLength) characters.")
            }
        }
        if let masterKey { authentication.masterKey = masterKey }
        if let backupKey { authentication.backupKey = backupKey }
        if let delta {
            guard delta <= Self.maximumDelta else { throw .value(delta, of: "AuthDelta") }
            authentication.delta = Int64(delta)
        }
        // With an empty key everybody could work out the signature.
        guard !authentication.isEnabled || !authentication.masterKey.isEmpty else {
            throw APIFault(.invalidParameterValue, "`\(names.masterKey)` must not be empty while `Enable` is 1.")
        }
    }
}
