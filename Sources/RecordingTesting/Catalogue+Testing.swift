// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

extension Catalogue {
    /// The orders that are neither stopped nor over.
    package func unfinishedTasks(at now: WallTime) async throws -> [RecordingTask] {
        try await unfinishedTasks(at: now, into: { _ in [] }) { $0.append($1) }
    }
}

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

/// Facts of which nothing is announced.
extension Catalogue {
    package func insert(_ file: RecordedFile, announcing announcements: [Announcement] = []) async throws {
        try await insert(file, announcing: announcements, uploading: nil)
    }

    package func insert(_ file: RecordedFile, uploading upload: FileUpload) async throws {
        try await insert(file, announcing: [], uploading: upload)
    }

    package func insert(_ push: PushRecord) async throws { try await insert(push, announcing: []) }

    package func endPush(_ id: PublicationID, with end: PushRecord.End) async throws {
        try await endPush(id, with: end, announcing: [])
    }

    package func endOpenPushes(with end: PushRecord.End) async throws {
        try await endOpenPushes(with: end) { _ in nil }
    }

    package func note(_ span: RecordingSpan) async throws { try await note(span, announcing: []) }

    package func note(_ gap: Gap, inSession sessionID: String) async throws {
        try await note(gap, inSession: sessionID, announcing: [])
    }

    /// Remembers an attempt whose row is gone.
    package func insert(_ attempt: CallbackAttempt) async throws {
        try await note(attempt, ofDelivery: 0, .delivered)
    }
}

/// Writes at once, and loses what the catalogue refuses.
package struct DirectFactWriter: FactWriter {
    private let catalogue: any Catalogue

    package init(_ catalogue: any Catalogue) {
        self.catalogue = catalogue
    }

    package func write(
        announcing announcements: [Announcement],
        _ change: @escaping @Sendable (any Catalogue, [Announcement]) async throws -> Void
    ) async -> Bool {
        do {
            try await change(catalogue, announcements)
            return true
        } catch {
            return false
        }
    }
}
