// SPDX-License-Identifier: Apache-2.0

import FLV
import Foundation
import HLS
import Inspection
import MP4
import MPEGTS
import Media
import NIOCore
import RecordingModel
import Testing

/// Recordings that are killed at every write: what is read back is every packet but those of the last second.
@Suite("Cut off after every write", .timeLimit(.minutes(10)))
struct CrashTests {
    /// What a packager may hold back: a fragment of MP4, or what waits for a cut; and one frame, which ends it.
    private static let bound = MediaTime.milliseconds(1_100)
    private static let wall = WallTime.seconds(1_795_392_000)

    private var naming: FileNaming { FileNaming(streamID: "s") }

    @Test("FLV", arguments: [30, 2] as [Int64])
    func flv(interval: Int64) throws {
        let packager = SingleFilePackager(
            muxer: FLVMuxer(indexCapacity: 8), interval: .seconds(interval), naming: naming)
        try cutOff(packager, seconds: 5, named: "flv")
    }

    @Test("MP4", arguments: [30, 4] as [Int64], [false, true])
    func mp4(interval: Int64, isMovieFirst: Bool) throws {
        let muxer = MP4Muxer(isMovieFirst: isMovieFirst)
        let packager = SingleFilePackager(muxer: muxer, interval: .seconds(interval), naming: naming)
        try cutOff(packager, seconds: 9, named: "mp4")
    }

    @Test("HLS")
    func hls() throws {
        let packager = HLSPackager(muxer: TSMuxer(), targetDuration: .seconds(2)) { _, _ in "title" }
        try cutOff(packager, seconds: 7, named: "ts") { folder, recording in
            // The list is whole at every instant, and what it names is there to the last packet.
            guard folder.files["index.m3u8"] != nil else { return }
            var packets: [InspectedPacket] = []
            let report = try FileInspector(folder: folder) { packets.append($0) }.inspect("index.m3u8")
            #expect(report.isFaultless, "\(report.faults)")
            try recording.expectPrefix(packets)
            let listed = folder.names(endingIn: ".ts").filter { !$0.hasSuffix(".part") }.count
            #expect(listed - (report.segments ?? 0) <= 1)
        }
    }

    /// Records packet by packet, so that there are as many writes as there can be, and looks at the folder after each.
    private func cutOff<P: Packager>(
        _ packager: P, seconds: Int64, named pathExtension: String,
        also check: (CrashedFolder, Given) throws -> Void = { _, _ in }
    ) throws {
        var session = RecordingSession(packager: packager, until: Self.wall.advanced(by: .seconds(3_600)))
        var (batch, folder, given) = (FileBatch(), CrashedFolder(), Given())
        var (writes, appends) = (0, 0)
        func write(bound: MediaTime) throws {
            for operation in batch.take() {
                if case .append = operation { appends += 1 }
                try folder.run(operation, isTorn: appends % 8 == 1) { folder in
                    writes += 1
                    var read: [InspectedPacket] = []
                    for name in folder.names(endingIn: ".\(pathExtension)") {
                        let inspector = FileInspector(folder: folder) { read.append($0) }
                        _ = try inspector.inspect(name)
                    }
                    try given.expectPrefix(read)
                    try given.expectLoss(of: read, atMost: bound)
                    try check(folder, given)
                }
            }
        }
        for track in try Programme.tracks([.video, .audio]) { session.changed(track, into: &batch) }
        var programme = Programme(kinds: [.video, .audio])
        while var packet = programme.next(until: .seconds(seconds)) {
            given.number(&packet)
            let step = session.received(packet, arrived: Self.wall.advanced(by: packet.decodeTime), into: &batch)
            if case .failed = step { Issue.record("\(step)") }
            try write(bound: Self.bound)
        }
        guard case .ended(.some) = session.sourceEnded(into: &batch) else { throw FuzzFinding(description: "no file") }
        try write(bound: Self.bound)
        #expect(session.droppedPackets == 0)
        #expect(writes > Int(seconds))
        // In the end nothing is missing.
        var read: [InspectedPacket] = []
        for name in folder.names(endingIn: ".\(pathExtension)") {
            let report = try FileInspector(folder: folder) { read.append($0) }.inspect(name)
            #expect(report.isFaultless, "\(report.faults)")
        }
        try given.expectPrefix(read)
        try given.expectLoss(of: read, atMost: .zero)
        print("cut off, \(pathExtension): \(writes) times")
    }
}

/// What a session has been given so far.
struct Given {
    private var contents: [MediaKind: [ByteBuffer]] = [.video: [], .audio: []]
    private var times: [MediaKind: [MediaTime]] = [.video: [], .audio: []]

    /// Gives a packet a payload of its own, in digits: no start code can come of them.
    mutating func number(_ packet: inout MediaPacket) {
        let number = String(1_000_000 + (contents[packet.kind]?.count ?? 0))
        switch packet.kind {
        case .video:
            packet.payload = ByteBuffer(integer: UInt32(1 + number.utf8.count))
            packet.payload.writeInteger(packet.isKeyframe ? 0x65 : 0x41 as UInt8)
            packet.payload.writeString(number)
        case .audio:
            packet.payload = ByteBuffer(string: number)
        }
        contents[packet.kind]?.append(packet.payload)
        times[packet.kind]?.append(packet.decodeTime)
    }

    /// What was read of each track is what it was given, up to some packet.
    func expectPrefix(_ read: [InspectedPacket]) throws {
        for kind in MediaKind.allCases {
            let found = read.filter { $0.kind == kind }.map(\.content)
            try FuzzFinding.require(
                contents[kind]?.starts(with: found) == true, "\(found.count) packets of \(kind) are not those given")
        }
    }

    /// What is missing at the end of each track is no longer than the bound.
    func expectLoss(of read: [InspectedPacket], atMost bound: MediaTime) throws {
        for kind in MediaKind.allCases {
            guard let times = times[kind], let last = times.last, let first = times.first else { continue }
            let count = read.count { $0.kind == kind }
            guard count < times.count else { continue }
            let loss = last - (count > 0 ? times[count - 1] : first)
            try FuzzFinding.require(
                loss <= bound, "\(loss.milliseconds) ms of \(kind) are missing after \(count) packets")
        }
    }
}
