// SPDX-License-Identifier: Apache-2.0

import GRDB
package import RecordingModel

extension SQLiteCatalogue {
    package func insert(_ domain: PushDomain) async throws -> Bool {
        try await pool.write { database in
            try DomainRow(domain).insert(database, onConflict: .ignore)
            return database.changesCount == 1
        }
    }

    package func domain(named name: String) async throws -> PushDomain? {
        let name = name.lowercased()
        return try await pool.read { try DomainRow.fetchOne($0, key: name)?.domain() }
    }

    package func domainCount() async throws -> Int {
        try await pool.read { try DomainRow.fetchCount($0) }
    }

    package func update(_ authentication: PushAuthentication, ofDomain name: String) async throws -> Bool {
        let name = name.lowercased()
        return try await pool.write { database in
            try database.execute(
                literal: """
                    UPDATE pushDomain SET isAuthenticated = \(authentication.isEnabled),
                        masterKey = \(authentication.masterKey), backupKey = \(authentication.backupKey),
                        delta = \(authentication.delta)
                    WHERE name = \(name)
                    """)
            return database.changesCount == 1
        }
    }
}
