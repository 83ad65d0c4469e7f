// SPDX-License-Identifier: Apache-2.0

import Glibc
import Media
import RecordingModel
import Storage
import StorageTesting
import Synchronization
import Testing

/// What is read back before a file is announced.
@Suite("Self-check", .timeLimit(.minutes(30)))
struct SelfCheckTests {
    @Test("tells of bytes that changed on the disk, be it in a segment", arguments: [true, false])
    func damage(isDamaged: Bool) async throws {
        let disk = SimulatedDisk()
        let left = Mutex(isDamaged)
        // The payload of the second transport packet: no rule of the format is broken by it.
        let calls = WatchedCalls(disk) { _, _ in
            left.withLock { left in
                if left { left = !Self.change(byte: 188 + 100, ofTheFirst: ".ts", on: disk, in: "/media") }
            }
            return nil
        }
        var laboratory = try await Laboratory(.hls)
        let catalogue = laboratory.catalogue
        let urls = Dictionary(uniqueKeysWithValues: CallbackKind.allCases.map { ($0, "http://receiver") })
        let template = try await catalogue.insert(CallbackTemplate(name: "all", urls: urls), quota: 1)
        _ = try await catalogue.insert(
            CallbackRule(domain: Laboratory.key.domain, application: "", templateID: #require(template)))
        try await laboratory.run(on: calls, ticks: 20)
        #expect(!left.withLock { $0 })
        let rows = try await catalogue.deliveries(matching: DeliveryFilter(), after: 0, limit: .max).map(\.body)
        #expect(rows.contains("exception") == isDamaged, "\(rows)")
        // Damaged or not, what there is is in the library.
        #expect(rows.contains("file order hls"))
    }

    /// Changes a byte of the first file of a kind; false when there is none yet.
    private static func change(
        byte offset: Int64, ofTheFirst pathExtension: String, on disk: SimulatedDisk, in folder: String
    ) -> Bool {
        for name in (try? disk.names(inFolder: folder).sorted()) ?? [] {
            let path = "\(folder)/\(name)"
            guard name.hasSuffix(pathExtension) else {
                if change(byte: offset, ofTheFirst: pathExtension, on: disk, in: path) { return true }
                continue
            }
            guard let file = try? disk.open(path, O_RDWR, mode: 0) else { return false }
            defer { disk.close(file) }
            let byte: [UInt8] = [0xA5]
            return unsafe byte.withUnsafeBytes { unsafe (try? disk.pwrite(file, $0, at: offset)) } == 1
        }
        return false
    }
}
