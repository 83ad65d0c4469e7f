// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
package import Logging
import Media
package import RecordingModel

/// How much recordings may take up; nil for no limit.
package struct RetentionQuota: Hashable, Sendable {
    /// Bytes of all files of the library that lie here.
    package var maximumBytes: Int64?
    /// Bytes that are to stay free on the disk, whoever takes up the rest.
    package var minimumFree: Int64?

    package init(maximumBytes: Int64? = nil, minimumFree: Int64? = nil) {
        self.maximumBytes = maximumBytes
        self.minimumFree = minimumFree
    }
}

/// Deletes recordings whose time is over, and the oldest ones where there are more than there may be.
///
/// From the disk first, then from the catalogue, which deletes in the object store in the same step: what a death in
/// between leaves is looked at again.
package actor RetentionService {
    private let catalogue: any Catalogue
    private let media: any MediaFiles
    private let disk: any DiskSpace
    private let quota: RetentionQuota
    private let clock: any WallClock
    private let timer: any Clock<Duration>
    private let logger: Logger
    private let deleted = Counter(label: "aircheck_retention_deleted_files")
    /// Files that are gone from the disk and, since the catalogue failed, still in the library.
    private var removed: Set<String> = []

    private static let interval = Duration.seconds(5)
    private static let batch = 50
    /// Microseconds for which orders are remembered (recording-api.md, section 1): three months.
    private static let orderSpan: Int64 = 92 * 24 * 3_600

    /// Makes the service, which deletes nothing before `run`.
    package init(
        catalogue: any Catalogue, media: any MediaFiles, disk: any DiskSpace, quota: RetentionQuota,
        clock: any WallClock,
        timer: any Clock<Duration> = ContinuousClock(), logger: Logger
    ) {
        self.catalogue = catalogue
        self.media = media
        self.disk = disk
        self.quota = quota
        self.clock = clock
        self.timer = timer
        self.logger = logger
    }

    /// Looks every few seconds what has to go, until it is cancelled.
    package func run() async {
        while !Task.isCancelled {
            await look()
            try? await timer.sleep(for: Self.interval)
        }
    }

    /// Deletes what has to go now.
    package func look() async {
        do {
            // Whatever is wanted of them by now: they are not there any more.
            for id in removed.sorted() { try await forget(id) }
            try await deleteExpired()
            try await deleteOldest()
            try await catalogue.deleteTasks(endedBefore: clock.now.advanced(by: .seconds(-Self.orderSpan)))
        } catch {
            logger.error("old recordings can't be deleted", metadata: ["error": "\(error)"])
        }
    }

    private func deleteExpired() async throws {
        while true {
            let files = try await catalogue.expiredFiles(at: clock.now, limit: Self.batch)
            guard !files.isEmpty, try await delete(files, reason: "expired") else { return }
        }
    }

    /// Deletes one after the other, since each may be enough.
    private func deleteOldest() async throws {
        while let reason = try await reasonForMore() {
            guard let oldest = try await catalogue.oldestFiles(limit: 1).first,
                try await delete([oldest], reason: reason)
            else { return }
        }
    }

    private func reasonForMore() async throws -> String? {
        if let minimum = quota.minimumFree, disk.freeBytes < minimum { return "too little is free" }
        guard let maximum = quota.maximumBytes, try await catalogue.localByteCount() > maximum else { return nil }
        return "the quota is used up"
    }

    /// - Returns: whether all of them are gone; one that stays would be found again at once.
    private func delete(_ files: [RecordedFile], reason: String) async throws -> Bool {
        for file in files {
            try Task.checkCancellation()
            try await media.remove(file)
            removed.insert(file.id)
            guard try await forget(file.id) else { return false }
            deleted.increment()
            logger.notice(
                "recording deleted",
                metadata: ["file.id": "\(file.id)", "file.path": "\(file.path)", "reason": "\(reason)"])
        }
        return true
    }

    @discardableResult
    private func forget(_ id: String) async throws -> Bool {
        let wasThere = try await catalogue.deleteFile(id: id)
        removed.remove(id)
        return wasThere
    }
}
