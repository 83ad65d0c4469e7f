// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix
import RecordingModel

/// A file to upload, read piece by piece off the caller's thread.
struct LocalFile: Sendable {
    let path: String

    /// Its length.
    func size() async throws(UploadFault) -> Int64 {
        try await perform { path throws(UploadFault) in
            var facts = stat()
            guard unsafe stat(path, &facts) == 0 else { throw Self.fault("look at", path) }
            return Int64(facts.st_size)
        }
    }

    /// Bytes of it; fewer at its end only.
    func read(at offset: Int64, count: Int) async throws(UploadFault) -> ByteBuffer {
        try await perform { path throws(UploadFault) in
            let number = unsafe open(path, O_RDONLY | O_CLOEXEC, 0)
            guard number >= 0 else { throw Self.fault("open", path) }
            defer { close(number) }
            var buffer = ByteBufferAllocator().buffer(capacity: count)
            while buffer.readableBytes < count {
                let position = off_t(offset) + off_t(buffer.readableBytes)
                let wanted = count - buffer.readableBytes
                let got = unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { bytes in
                    max(unsafe pread(number, bytes.baseAddress, wanted, position), 0)
                }
                if got == 0 { break }
            }
            return buffer
        }
    }

    private func perform<Result: Sendable>(
        _ work: @escaping @Sendable (String) throws(UploadFault) -> Result
    ) async throws(UploadFault) -> Result {
        do {
            return try await NIOThreadPool.singleton.runIfActive { [path] in try work(path) }
        } catch {
            throw error as? UploadFault ?? UploadFault(.source, "read \(path): \(error)")
        }
    }

    private static func fault(_ verb: String, _ path: String) -> UploadFault {
        UploadFault(.source, "\(verb) \(path): errno \(errno)")
    }
}
