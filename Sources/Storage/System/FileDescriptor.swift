// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import RecordingModel

/// An open file, closed when its owner lets go of it.
///
/// Each call throws a `StorageFault` with the errno of the system call that failed.
struct FileDescriptor: ~Copyable {
    private let calls: any SystemCalls
    private let number: CInt
    let path: String

    init(calls: any SystemCalls, number: CInt, path: String) {
        self.calls = calls
        self.number = number
        self.path = path
    }

    /// Adds bytes to the end, however many calls it takes.
    borrowing func append(_ bytes: ByteBuffer) throws(StorageFault) {
        var rest = bytes
        while rest.readableBytes > 0 {
            let count = try progress("write") { () throws(SystemError) in
                try unsafe rest.withBytes { (bytes) throws(SystemError) in try unsafe calls.write(number, bytes) }
            }
            rest.moveReaderIndex(forwardBy: count)
        }
    }

    /// Adds bytes of another file to the end.
    borrowing func append(
        _ count: Int64, from source: borrowing FileDescriptor, at offset: Int64
    ) throws(StorageFault) {
        var copied: Int64 = 0
        while copied < count {
            do throws(SystemError) {
                let progress = try calls.sendfile(
                    to: number, from: source.number, at: offset + copied, count: Int(min(count - copied, 64 << 20)))
                guard progress > 0 else { throw SystemError(EIO) }
                copied += Int64(progress)
            } catch {
                throw fault("copy to", error)
            }
        }
    }

    /// Overwrites bytes at `offset`, however many calls it takes.
    borrowing func overwrite(at offset: Int64, with bytes: ByteBuffer) throws(StorageFault) {
        var rest = bytes
        var position = offset
        while rest.readableBytes > 0 {
            let count = try progress("patch") { () throws(SystemError) in
                try unsafe rest.withBytes { (bytes) throws(SystemError) in
                    try unsafe calls.pwrite(number, bytes, at: position)
                }
            }
            rest.moveReaderIndex(forwardBy: count)
            position += Int64(count)
        }
    }

    /// Reads bytes at `offset` into a buffer's front.
    /// - Returns: how many there were; 0 at the end of the file.
    borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(StorageFault) -> Int {
        do throws(SystemError) { return try unsafe calls.pread(number, into: buffer, at: offset) } catch {
            throw fault("read", error)
        }
    }

    /// Reads so many bytes at `offset`.
    /// - Returns: nil when there are fewer.
    borrowing func read(_ count: Int, at offset: Int64) throws(StorageFault) -> ByteBuffer? {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(count)
        while bytes.readableBytes < count {
            let position = offset + Int64(bytes.readableBytes)
            let wanted = count - bytes.readableBytes
            var fault: StorageFault?
            let progress = unsafe bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { space in
                do throws(StorageFault) {
                    return try unsafe read(
                        into: UnsafeMutableRawBufferPointer(rebasing: space[..<wanted]), at: position)
                } catch {
                    fault = error
                    return 0
                }
            }
            if let fault { throw fault }
            guard progress > 0 else { return nil }
        }
        return bytes
    }

    /// Reads the whole file, which is small.
    borrowing func readAll() throws(StorageFault) -> ByteBuffer {
        try read(Int(try seekToEnd()), at: 0) ?? ByteBuffer()
    }

    /// Bytes of the file; what is appended goes behind them.
    borrowing func seekToEnd() throws(StorageFault) -> Int64 {
        do throws(SystemError) { return try calls.seekToEnd(number) } catch { throw fault("seek in", error) }
    }

    /// Takes away what is beyond a length.
    borrowing func cut(to length: Int64) throws(StorageFault) {
        do throws(SystemError) { try calls.ftruncate(number, length: length) } catch { throw fault("cut", error) }
    }

    /// Waits until the contents are durable, and their length.
    borrowing func synchronize() throws(StorageFault) {
        do throws(SystemError) { try calls.fdatasync(number) } catch { throw fault("sync", error) }
    }

    /// Waits until all is durable, as folders need it.
    borrowing func synchronizeAll() throws(StorageFault) {
        do throws(SystemError) { try calls.fsync(number) } catch { throw fault("sync", error) }
    }

    /// Waits until all is durable that was written to this file's file system.
    borrowing func synchronizeSystem() throws(StorageFault) {
        do throws(SystemError) { try calls.syncfs(number) } catch { throw fault("sync the file system of", error) }
    }

    private borrowing func fault(_ verb: String, _ error: SystemError) -> StorageFault {
        StorageFault(errorNumber: error.number, operation: "\(verb) \(path)")
    }

    /// How far a write got; one that gets nowhere would be tried for ever.
    private borrowing func progress(
        _ verb: String, _ write: () throws(SystemError) -> Int
    ) throws(StorageFault) -> Int {
        do throws(SystemError) {
            let count = try write()
            guard count > 0 else { throw SystemError(EIO) }
            return count
        } catch {
            throw fault(verb, error)
        }
    }

    deinit {
        calls.close(number)
    }
}

extension ByteBuffer {
    /// Lends the readable bytes; `withUnsafeReadableBytes` with an error of its type.
    fileprivate func withBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        let outcome: Swift.Result<Result, SystemError> = unsafe self.withUnsafeReadableBytes { bytes in
            do throws(SystemError) { return .success(try unsafe body(bytes)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}
