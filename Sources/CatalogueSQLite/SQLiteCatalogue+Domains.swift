// SPDX-License-Identifier: Apache-2.0

import GRDB
package import RecordingModel

extension SQLiteCatalogue {
    package func insert(_ domain: PushDomain, quota: Int) async throws -> DomainInsertion {
        let row = DomainRow(domain)
        return try await commits.write { database in
            guard try !DomainRow.exists(database, key: row.name) else { return .taken }
            guard try DomainRow.fetchCount(database) < quota else { return .quotaReached }
            try row.insert(database)
            return .inserted
        }
    }

    package func domain(named name: String) async throws -> PushDomain? {
        let name = name.lowercased()
        return try await pool.read { try DomainRow.fetchOne($0, key: name)?.domain() }
    }

    package func domainCount() async throws -> Int {
        try await pool.read { try DomainRow.fetchCount($0) }
    }

    package func changeAuthentication(
        ofDomain name: String, purpose: PushDomain.Purpose,
        _ change: @escaping @Sendable (inout PushAuthentication) throws -> Void
    ) async throws -> Bool {
        let name = name.lowercased()
        return try await commits.write { database in
            guard var domain = try DomainRow.fetchOne(database, key: name)?.domain(), domain.purpose == purpose else {
                return false
            }
            try change(&domain.authentication)
            try DomainRow(domain).update(database)
            return true
        }
    }
}
