// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RecordingModel
import Storage
import Testing

@Suite(.timeLimit(.minutes(30))) struct FullDiskTests {
    /// A file system of one mebibyte, in memory.
    private final class SmallDisk {
        let folder: TemporaryFolder

        init?() throws {
            folder = try TemporaryFolder()
            guard geteuid() == 0, try Self.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path) else {
                print("skipped: only root may mount the small file system that fills up")
                return nil
            }
        }

        deinit {
            _ = try? Self.run("umount", "--lazy", folder.path)
        }

        private static func run(_ arguments: String...) throws -> Bool {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = arguments
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }

    @Test("fails the recording that found the disk full, for good, and closes its file")
    func append() async throws {
        guard let disk = try SmallDisk() else { return }
        let store = try FileStore(root: disk.folder.path)
        let writer = store.makeWriter(folder: ["r"])
        try await writer.write([.open, .append("beginning")])
        let block = ByteBuffer(repeating: 7, count: 2 << 20)
        let fault = try #require(await writer.fault([.append(block)]))
        #expect(fault.errorNumber == ENOSPC)
        #expect(fault.operation.contains("0.part"))
        #expect(try disk.folder.openFiles().isEmpty)

        // Room again, but a file with a hole in it must not be sealed as if it were whole.
        try FileManager.default.removeItem(atPath: disk.folder.path + "/r/0.part")
        #expect(await writer.fault([.append("more"), .seal("f")]) == fault)
        #expect(try disk.folder.names(in: "r").isEmpty)
        try await store.makeWriter(folder: ["other"]).write([.open, .append("fits"), .seal("f")])
        await store.shutdown()
    }

    @Test("keeps the older file when there is no room to replace it")
    func replace() async throws {
        guard let disk = try SmallDisk() else { return }
        let store = try FileStore(root: disk.folder.path)
        let writer = store.makeWriter(folder: ["r"])
        try await writer.write([.replace("index.m3u8", "older")])
        let large = FileOperation.replace(name: "index.m3u8", contents: ByteBuffer(repeating: 7, count: 2 << 20))
        #expect(await writer.fault([large])?.errorNumber == ENOSPC)
        #expect(try disk.folder.text("r/index.m3u8") == "older")
        #expect(try disk.folder.names(in: "r") == ["index.m3u8"], "the room that the new one took is given back")
        await store.shutdown()
    }
}
