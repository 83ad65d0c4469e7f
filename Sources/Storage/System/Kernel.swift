// SPDX-License-Identifier: Apache-2.0

import CKernel
import Glibc

/// Linux.
package struct Kernel: SystemCalls {
    package init() {}

    package func open(_ path: String, _ flags: CInt, mode: UInt32) throws(SystemError) -> CInt {
        try check(unsafe Glibc.open(path, flags | O_CLOEXEC, mode))
    }

    package func close(_ file: CInt) {
        // What had to be durable was synced before, so a failure here loses nothing.
        Glibc.close(file)
    }

    package func write(_ file: CInt, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        try check { unsafe Glibc.write(file, bytes.baseAddress, bytes.count) }
    }

    package func pwrite(_ file: CInt, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        try check { unsafe Glibc.pwrite(file, bytes.baseAddress, bytes.count, off_t(offset)) }
    }

    package func pread(
        _ file: CInt, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64
    ) throws(SystemError) -> Int {
        try check { unsafe Glibc.pread(file, bytes.baseAddress, bytes.count, off_t(offset)) }
    }

    package func sendfile(
        to target: CInt, from source: CInt, at offset: Int64, count: Int
    ) throws(SystemError) -> Int {
        // Glibc's Swift module has no copy_file_range.
        var position = off_t(offset)
        return try check { unsafe Glibc.sendfile(target, source, &position, count) }
    }

    package func seekToEnd(_ file: CInt) throws(SystemError) -> Int64 {
        let end = lseek(file, 0, SEEK_END)
        guard end >= 0 else { throw SystemError(errno) }
        return Int64(end)
    }

    package func ftruncate(_ file: CInt, length: Int64) throws(SystemError) {
        try check(Glibc.ftruncate(file, off_t(length)))
    }

    package func fdatasync(_ file: CInt) throws(SystemError) { try check(Glibc.fdatasync(file)) }

    package func fsync(_ file: CInt) throws(SystemError) { try check(Glibc.fsync(file)) }

    package func syncfs(_ file: CInt) throws(SystemError) { try check(CKernel.syncfs(file)) }

    package func mkdir(_ path: String, mode: UInt32) throws(SystemError) {
        try check(unsafe Glibc.mkdir(path, mode))
    }

    package func rmdir(_ path: String) throws(SystemError) { try check(unsafe Glibc.rmdir(path)) }

    package func rename(_ path: String, to target: String) throws(SystemError) {
        try check(unsafe Glibc.rename(path, target))
    }

    package func unlink(_ path: String) throws(SystemError) { try check(unsafe Glibc.unlink(path)) }

    package func names(inFolder path: String) throws(SystemError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw SystemError(errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    package func space(at path: String) throws(SystemError) -> Space {
        var facts = statvfs()
        try check(unsafe statvfs(path, &facts))
        let block = Int64(facts.f_frsize)
        return Space(free: Int64(facts.f_bavail) * block, total: Int64(facts.f_blocks) * block)
    }

    @discardableResult
    private func check(_ result: CInt) throws(SystemError) -> CInt {
        guard result >= 0 else { throw SystemError(errno) }
        return result
    }

    /// Calls again as long as a signal comes first.
    private func check(_ call: () -> Int) throws(SystemError) -> Int {
        while true {
            let count = call()
            if count >= 0 { return count }
            guard errno == EINTR else { throw SystemError(errno) }
        }
    }
}
