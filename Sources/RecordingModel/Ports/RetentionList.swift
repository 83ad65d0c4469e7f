// SPDX-License-Identifier: Apache-2.0

package import Media

/// The part of the catalogue that tells which recordings may go.
///
/// Never told of are files whose notification waits to be delivered, files that wait for the object store, and of
/// `oldestFiles` those with the tag `protected`. A recording that goes on is in no list: its file isn't in the library.
package protocol RetentionList: Sendable {
    /// Files whose time is over, those that were over first before the others, at most `limit`.
    func expiredFiles(at now: WallTime, limit: Int) async throws -> [RecordedFile]
    /// Files that lie here, the oldest first, at most `limit`.
    func oldestFiles(limit: Int) async throws -> [RecordedFile]
    /// Bytes of all files that lie here.
    func localByteCount() async throws -> Int64
    /// Forgets orders that ended before a time, and stopped or not, were over then.
    func deleteTasks(endedBefore horizon: WallTime) async throws
}

extension RecordedFile {
    /// The tag of files that only their owner deletes.
    package static let protectedTag = "protected"
}
