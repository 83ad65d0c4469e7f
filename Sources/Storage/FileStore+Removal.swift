// SPDX-License-Identifier: Apache-2.0

import Glibc
package import RecordingModel

extension FileStore: MediaRemoval {
    /// Removes a file, and of HLS the folder that it fills: playlist first, so that no player meets a hole.
    ///
    /// The folder of another format stays, though empty: the recording may still go on in it with its next file.
    package func remove(_ file: RecordedFile) async throws(StorageFault) {
        guard threads.begin() else {
            throw StorageFault(errorNumber: 0, operation: "remove after the store's shutdown")
        }
        let (root, threads) = (root, threads)
        let result: Result<Void, StorageFault> = await withCheckedContinuation { continuation in
            threads.run {
                do throws(StorageFault) {
                    continuation.resume(returning: .success(try Self.remove(file, below: root)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
                threads.end()
            }
        }
        try result.get()
    }

    private static func remove(_ file: RecordedFile, below root: String) throws(StorageFault) {
        let components = file.path.split(separator: "/", omittingEmptySubsequences: false)
        // The catalogue's own paths are never like this; another's database must not lead out of the media folder.
        guard components.count > 1, !components.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw StorageFault(errorNumber: EINVAL, operation: "remove \(file.path)")
        }
        let folder = "\(root)/\(components.dropLast().joined(separator: "/"))"
        try FileDescriptor.removeFile("\(root)/\(file.path)")
        switch file.format {
        case .hls:
            for name in FileDescriptor.names(inFolder: folder) { try FileDescriptor.removeFile("\(folder)/\(name)") }
            guard FileDescriptor.removeEmptyFolder(folder) else { return }
            try FileDescriptor.syncDirectory("\(root)/\(components.dropLast(2).joined(separator: "/"))")
        case .flv, .mp4, .aac, .mp3:
            // Gone with its folder, it is gone for good.
            guard FileDescriptor.isFolder(folder) else { return }
            try FileDescriptor.syncDirectory(folder)
        }
    }
}
