// SPDX-License-Identifier: Apache-2.0

package import Media

/// The part of the catalogue that remembers what has to be in the object store, what is there, and what has to go.
///
/// Every step is durable before the next is taken: a file is on the disk when it is noted here, in the store and
/// verified when it is noted as stored, announced in the same transaction as that, and only then is its copy removed.
package protocol UploadQueue: Sendable {
    /// Notes files that are durable; what is known with these very contents stays as it is.
    func note(_ order: UploadOrder, at now: WallTime) async throws
    /// What can be done at a time, the oldest first, at most `limit`, and when the next of the others is due.
    ///
    /// A file that names others is not there while something that came before it in its recording is pending. A due
    /// time further ahead than any back-off is one that a clock has left behind, and counts as come.
    func dueUploads(at now: WallTime, limit: Int) async throws -> DueUploads
    /// Keeps the store's name of an upload in parts, so that a later attempt goes on with it; nil forgets it.
    func noteMultipart(_ multipartID: String?, of object: UploadObject) async throws
    /// Notes contents as verified in the store, unless newer ones have come meanwhile; files all of whose objects are
    /// there get their URLs and are announced, in the same transaction.
    func noteStored(_ object: UploadObject) async throws
    /// Notes that an attempt failed, and when the next is due.
    func noteFailure(of object: UploadObject, until due: WallTime) async throws
    /// Notes an object as gone, unless it is wanted again.
    func noteDeleted(_ object: UploadObject) async throws
    /// Files that are in the store and announced, whose local copies are still here, at most `limit`.
    func storedCopies(limit: Int) async throws -> [StoredCopy]
    /// Notes a local copy as gone.
    func noteCopyRemoved(fileID: String) async throws
    /// What waits.
    func uploadFigures() async throws -> UploadFigures
}

/// What there is to do.
package struct DueUploads: Hashable, Sendable {
    package var objects: [UploadObject]
    package var next: WallTime?

    package init(objects: [UploadObject], next: WallTime?) {
        self.objects = objects
        self.next = next
    }
}

/// The local copy of a file that the object store has.
package struct StoredCopy: Hashable, Sendable {
    package var fileID: String
    /// Its files below the media folder, the one that names the others first.
    package var paths: [String]

    package init(fileID: String, paths: [String]) {
        self.fileID = fileID
        self.paths = paths
    }
}

/// How much waits for the object store.
package struct UploadFigures: Hashable, Sendable {
    /// Objects to upload, and their bytes.
    package var pending: Int
    package var bytes: Int64
    /// When the contents that wait longest came.
    package var oldest: WallTime?
    /// Objects to delete.
    package var deleting: Int

    package init(pending: Int = 0, bytes: Int64 = 0, oldest: WallTime? = nil, deleting: Int = 0) {
        self.pending = pending
        self.bytes = bytes
        self.oldest = oldest
        self.deleting = deleting
    }
}
