// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

extension MemoryCatalogue {
    package func expiredFiles(at now: WallTime, limit: Int) -> [RecordedFile] {
        let expired = files.values.filter { file in file.notes.expires.map { $0 <= now } ?? false && isSettled(file) }
        return Array(
            expired.sorted { ($0.notes.expires ?? now, $0.id) < ($1.notes.expires ?? now, $1.id) }.prefix(limit))
    }

    package func oldestFiles(limit: Int) -> [RecordedFile] {
        let local = files.values.filter { file in
            file.storeURL == nil && isSettled(file) && !file.notes.tags.contains(RecordedFile.protectedTag)
        }
        return Array(local.sorted { ($0.created, $0.id) < ($1.created, $1.id) }.prefix(limit))
    }

    package func localByteCount() -> Int64 {
        files.values.reduce(0) { $0 + ($1.storeURL == nil ? $1.size : 0) }
    }

    package func deleteTasks(endedBefore horizon: WallTime) {
        tasks = tasks.filter { $0.value.end >= horizon || $0.value.start >= horizon }
    }

    private func isSettled(_ file: RecordedFile) -> Bool {
        uploads.files[file.id].map(\.isStored) ?? true
            && !outbox.contains { delivery in
                delivery.state == .pending && delivery.eventType == 100 && delivery.body.contains(file.id)
            }
    }
}
