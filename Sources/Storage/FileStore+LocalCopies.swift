// SPDX-License-Identifier: Apache-2.0

import Glibc
package import RecordingModel

extension FileStore: LocalCopies {
    /// Removes files of one or more recordings; manifests and attachments beside them stay, and so their folders.
    package func removeCopies(_ paths: [String]) async throws(StorageFault) {
        // The catalogue's own paths always have a folder; another's database must not lead out of the media folder.
        for path in paths where MediaPath(folderOf: path) == nil {
            throw StorageFault(errorNumber: EINVAL, operation: "remove \(path)")
        }
        guard threads.begin() else {
            throw StorageFault(errorNumber: 0, operation: "remove copies after the store's shutdown")
        }
        let (root, threads) = (root, threads)
        let result: Result<Void, StorageFault> = await withCheckedContinuation { continuation in
            threads.run {
                do throws(StorageFault) {
                    for path in paths { try FileDescriptor.removeFile("\(root)/\(path)") }
                    continuation.resume(returning: .success(()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
                threads.end()
            }
        }
        try result.get()
    }
}
