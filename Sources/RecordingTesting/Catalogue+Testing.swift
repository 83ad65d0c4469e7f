// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// Insertions without a quota, for tests that just want something to be there.
extension Catalogue {
    package func insert(_ template: RecordTemplate) async throws -> Int64 {
        try await insert(template, quota: .max) ?? 0
    }

    package func insert(_ template: CallbackTemplate) async throws -> Int64 {
        try await insert(template, quota: .max) ?? 0
    }

    /// - Returns: false when the name is taken.
    package func insert(_ domain: PushDomain) async throws -> Bool {
        try await insert(domain, quota: .max) == .inserted
    }
}
