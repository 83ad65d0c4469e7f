// SPDX-License-Identifier: Apache-2.0

package import Media

/// A registered domain and how pushes to it are authenticated.
package struct PushDomain: Hashable, Sendable {
    /// What a domain serves; the raw values are the API's.
    package enum Purpose: Int, Sendable {
        case push = 0
        case play = 1
    }

    /// The name, in lower case.
    package var name: String
    package var purpose: Purpose
    package var isEnabled: Bool
    package var created: WallTime
    /// 1 mainland, 2 global, 3 overseas: kept for the API, without effect.
    package var playType: Int
    /// Whether the domain is for delayed live streams: kept for the API, without effect.
    package var isDelayLive: Bool
    /// Whether the domain is for mini programs: kept for the API, without effect.
    package var isMiniProgramLive: Bool
    package var authentication: PushAuthentication

    package init(
        name: String, purpose: Purpose, isEnabled: Bool = true, created: WallTime, playType: Int = 1,
        isDelayLive: Bool = false, isMiniProgramLive: Bool = false, authentication: PushAuthentication
    ) {
        self.name = name.lowercased()
        self.purpose = purpose
        self.isEnabled = isEnabled
        self.created = created
        self.playType = playType
        self.isDelayLive = isDelayLive
        self.isMiniProgramLive = isMiniProgramLive
        self.authentication = authentication
    }
}

/// The keys that `txSecret` is checked with: a push's, or of a play domain a player's.
package struct PushAuthentication: Hashable, Sendable {
    package var isEnabled: Bool
    package var masterKey: String
    package var backupKey: String
    /// Seconds for which a push is still accepted after its `txTime`.
    package var delta: Int64

    package init(isEnabled: Bool, masterKey: String = "", backupKey: String = "", delta: Int64 = 0) {
        self.isEnabled = isEnabled
        self.masterKey = masterKey
        self.backupKey = backupKey
        self.delta = delta
    }

    package static let off = PushAuthentication(isEnabled: false)
}
