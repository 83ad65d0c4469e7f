// SPDX-License-Identifier: Apache-2.0

import GRDB
package import RecordingModel

extension SQLiteCatalogue {
    package func domains() async throws -> [PushDomain] {
        try await pool.read { database in
            try DomainRow.fetchAll(database, sql: "SELECT * FROM pushDomain ORDER BY created, name").map {
                try $0.domain()
            }
        }
    }

    package func setDomain(named name: String, isEnabled: Bool) async throws -> Bool {
        let name = name.lowercased()
        return try await commits.write { database in
            try database.execute(literal: "UPDATE pushDomain SET isEnabled = \(isEnabled) WHERE name = \(name)")
            return database.changesCount == 1
        }
    }

    package func deleteDomain(named name: String, purpose: PushDomain.Purpose) async throws -> Bool {
        let name = name.lowercased()
        return try await commits.write { database in
            try database.execute(
                literal: "DELETE FROM pushDomain WHERE name = \(name) AND purpose = \(purpose.rawValue)")
            return database.changesCount == 1
        }
    }
}
