// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// A domain and the keys of its pushes, as they are kept.
struct DomainRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "pushDomain"

    var name: String
    var purpose: Int
    var isEnabled: Bool
    var created: Int64
    var playType: Int
    var isAuthenticated: Bool
    var masterKey: String
    var backupKey: String
    var delta: Int64
    var isDelayLive: Bool
    var isMiniProgramLive: Bool

    init(_ domain: PushDomain) {
        name = domain.name.lowercased()
        purpose = domain.purpose.rawValue
        isEnabled = domain.isEnabled
        created = domain.created.microseconds
        playType = domain.playType
        isAuthenticated = domain.authentication.isEnabled
        masterKey = domain.authentication.masterKey
        backupKey = domain.authentication.backupKey
        delta = domain.authentication.delta
        isDelayLive = domain.isDelayLive
        isMiniProgramLive = domain.isMiniProgramLive
    }

    func domain() throws -> PushDomain {
        guard let purpose = PushDomain.Purpose(rawValue: purpose) else {
            throw CatalogueError.invalid(column: "pushDomain.purpose")
        }
        return PushDomain(
            name: name, purpose: purpose, isEnabled: isEnabled, created: WallTime(microseconds: created),
            playType: playType, isDelayLive: isDelayLive, isMiniProgramLive: isMiniProgramLive,
            authentication: PushAuthentication(
                isEnabled: isAuthenticated, masterKey: masterKey, backupKey: backupKey, delta: delta))
    }
}
