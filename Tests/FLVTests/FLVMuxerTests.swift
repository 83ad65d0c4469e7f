// SPDX-License-Identifier: Apache-2.0

import AMF
import FLV
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("FLV muxer")
struct FLVMuxerTests {
    private static let origin = MediaTime.milliseconds(5_000)

    private func makeFile(
        _ tracks: [Track], _ packets: [MediaPacket], capacity: Int = 16
    ) throws -> ByteBuffer {
        var muxer = FLVMuxer(indexCapacity: capacity)
        var bytes = ByteBuffer()
        try muxer.start(tracks: tracks, origin: Self.origin, into: &bytes)
        for packet in packets { try muxer.write(packet, into: &bytes) }
        let patches = try muxer.finish(into: &bytes)
        bytes.apply(patches)
        return bytes
    }

    @Test("writes packets that read back the same, re-based to the origin")
    func roundTrip() throws {
        let packets = [
            makeFrame(at: 5_000, offset: 80, isKeyframe: true), makeSound(at: 5_001), makeFrame(at: 5_040, offset: -40),
            makeSound(at: 5_024, fill: 0x1_0000), makeFrame(at: 5_000 + 0x100_0000, fill: 70_000),
        ]
        let file = try StrictFile(try makeFile([makeVideoTrack(), makeAudioTrack()], packets))
        #expect(file.header == FileHeader(hasAudio: true, hasVideo: true))
        #expect(try file.packets().map { PacketKey($0) } == packets.map { PacketKey($0, origin: Self.origin) })
        #expect(file.tags.prefix(3).map(\.header.timestamp) == [0, 0, 0])
        #expect(file.tags.last?.body == (try ByteBuffer(plainHexEncodedBytes: "1702000000")))
    }

    @Test("describes the file in onMetaData")
    func metadata() throws {
        var packets: [MediaPacket] = []
        for index in 0..<100 as Range<Int64> {
            packets.append(makeFrame(at: 5_000 + index * 40, isKeyframe: index % 25 == 0, fill: 120))
            packets.append(makeSound(at: 5_000 + index * 40, fill: 50))
        }
        let file = try StrictFile(try makeFile([makeVideoTrack(), makeAudioTrack()], packets))
        let expected: [String: AMFValue] = [
            "duration": .number(4), "filesize": .number(Double(file.size)), "lasttimestamp": .number(3.96),
            "width": .number(320), "height": .number(180), "framerate": .number(25), "videocodecid": .number(7),
            "videodatarate": .number(25), "audiocodecid": .number(10), "audiosamplerate": .number(44_100),
            "stereo": .boolean(true), "audiodatarate": .number(10),
        ]
        for (name, value) in expected { #expect(file.metadata[name] == value, "\(name)") }
        let keyframes = try file.keyframes()
        #expect(keyframes.map(\.time) == [0, 1_000, 2_000, 3_000])
        for keyframe in keyframes {
            let tag = try #require(file.tags.first { $0.position == keyframe.position })
            #expect(Int(tag.header.timestamp) == keyframe.time)
            #expect(tag.body.starts(with: [0x17, 1]))
        }
    }

    @Test("tells rate and channels that the decoder of HE-AAC puts out")
    func metadataOfSBR() throws {
        let file = try StrictFile(try makeFile([makeAudioTrack("eb8a0800")], [makeSound(at: 5_000)]))
        #expect(file.header == FileHeader(hasAudio: true, hasVideo: false))
        #expect(file.number("audiosamplerate") == 44_100)
        #expect(file.metadata["stereo"] == .boolean(true))
        #expect(file.number("videocodecid") == nil)
        #expect(file.metadata["keyframes"] == nil)
        #expect(file.number("duration") == 0)
    }

    @Test("keeps its head the same size, however long the index", arguments: [0, 1, 2, 3, 16, 1_024])
    func headSize(capacity: Int) throws {
        var heads: Set<Int> = []
        for count in [0, 1, 2, 3, 15, 16, 17, 100] as [Int64] {
            let packets = (0..<count).map { makeFrame(at: 5_000 + $0 * 1_000, isKeyframe: true) }
            for tracks in [[], [try makeVideoTrack()], [try makeVideoTrack(), try makeAudioTrack()]] {
                let file = try StrictFile(try makeFile(tracks, tracks.isEmpty ? [] : packets, capacity: capacity))
                heads.insert(try #require(file.tags.first).header.dataSize)
                // A single entry helps nobody to seek, and ffmpeg warns of it.
                if capacity < 2 || count < 2 { #expect(file.metadata["keyframes"] == nil) }
                guard capacity > 1, count > 1, !tracks.isEmpty else { continue }
                #expect(try file.keyframes().count <= capacity)
                #expect(try file.keyframes().first?.time == 0)
            }
        }
        #expect(heads.count == 1)
    }

    @Test("is a legal file at any time before its end")
    func growing() throws {
        var muxer = FLVMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [makeVideoTrack()], origin: Self.origin, into: &bytes)
        #expect(try StrictFile(bytes, tolerating: StrictFile.unsealed).number("duration") == 0)
        try muxer.write(makeFrame(at: 5_000, isKeyframe: true), into: &bytes)
        #expect(try StrictFile(bytes, tolerating: StrictFile.unsealed).packets().count == 1)
    }

    @Test("writes a sequence header for each change, and none for repetitions")
    func changes() throws {
        var muxer = FLVMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [makeVideoTrack()], origin: Self.origin, into: &bytes)
        try muxer.change(makeVideoTrack(), at: Self.origin, into: &bytes)
        try muxer.write(makeFrame(at: 5_000, isKeyframe: true), into: &bytes)
        try muxer.change(makeAudioTrack(), at: .milliseconds(5_010), into: &bytes)
        try muxer.write(makeSound(at: 5_020), into: &bytes)
        try muxer.change(makeVideoTrack(isSmall: false), at: .milliseconds(5_020), into: &bytes)
        try muxer.write(makeFrame(at: 5_040, isKeyframe: true), into: &bytes)
        #expect(
            try StrictFile(bytes, tolerating: StrictFile.unsealed).header == FileHeader(hasAudio: false, hasVideo: true)
        )
        let patches = try muxer.finish(into: &bytes)
        bytes.apply(patches)
        let file = try StrictFile(bytes)
        // The track that came later shows in the flags and the metadata.
        #expect(file.header == FileHeader(hasAudio: true, hasVideo: true))
        #expect(file.number("audiocodecid") == 10)
        #expect(file.number("height") == 180)
        #expect(file.tags.map(\.header.timestamp) == [0, 0, 0, 10, 20, 20, 40, 40])
        let tracks = try file.events().compactMap { event in
            switch event {
            case .track(let track): track
            case .packet, .leftOut: nil
            }
        }
        #expect(tracks == [try makeVideoTrack(), try makeAudioTrack(), try makeVideoTrack(isSmall: false)])
    }

    @Test("writes packets from before the origin at 0")
    func clampsTimes() throws {
        let packets = [makeSound(at: 4_990), makeFrame(at: 5_000, isKeyframe: true), makeSound(at: 5_013)]
        let file = try StrictFile(try makeFile([makeVideoTrack(), makeAudioTrack()], packets))
        #expect(try file.packets().map(\.decodeTime.milliseconds) == [0, 0, 13])
    }

    @Test("refuses what the fields have no room for, and writes nothing of it")
    func refuses() throws {
        var muxer = FLVMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [makeVideoTrack(), makeAudioTrack()], origin: Self.origin, into: &bytes)
        let last = 5_000 + Int64(Int32.max)
        let refused: [(MediaPacket, FLVError)] = [
            (makeFrame(at: last + 1), .timestampTooLarge), (makeSound(at: last + 1), .timestampTooLarge),
            (makeFrame(at: 5_000, fill: 0xFF_FFFF - 9), .payloadTooLarge),
            (makeSound(at: 5_000, fill: 0xFF_FFFF - 1), .payloadTooLarge),
            (makeFrame(at: 5_000, offset: 8_388_608), .invalid(field: "CompositionTime")),
            (makeFrame(at: 5_000, offset: -8_388_609), .invalid(field: "CompositionTime")),
        ]
        let length = bytes.readableBytes
        for (packet, error) in refused {
            #expect(throws: error) { try muxer.write(packet, into: &bytes) }
            #expect(bytes.readableBytes == length)
        }
        let accepted = [makeFrame(at: 5_000, fill: 0xFF_FFFF - 10), makeFrame(at: last, offset: -8_388_608)]
        for packet in accepted { try muxer.write(packet, into: &bytes) }
        #expect(
            try StrictFile(bytes, tolerating: StrictFile.unsealed).packets().map { PacketKey($0) }
                == accepted.map { PacketKey($0, origin: Self.origin) }
        )
    }

    @Test("cuts recordings into files, each complete, and loses nothing", arguments: 0..<10 as Range<UInt64>)
    func packages(seed: UInt64) throws {
        var packager = SingleFilePackager(
            muxer: FLVMuxer(indexCapacity: 4), interval: .seconds(2), naming: FileNaming(streamID: "s"))
        var batch = FileBatch()
        try packager.start(
            tracks: [makeVideoTrack(), makeAudioTrack()], origin: Self.origin, wall: .seconds(0), into: &batch)
        var packets: [MediaPacket] = []
        for index in 0..<400 as Range<Int64> {
            let frame = 5_000 + index * 40 + Int64(seed) % 7
            packets.append(makeFrame(at: frame, offset: index % 3 * 40, isKeyframe: index % 12 == 0))
            packets.append(makeSound(at: 5_000 + index * 40 - Int64(seed) * 9))
        }
        var finished: [FinishedFile] = []
        for (index, packet) in packets.enumerated() {
            let arrived = WallTime.seconds(Int64(index / 50))
            let file = try packager.write(packet, arrived: arrived, isDiscontinuous: false, into: &batch)
            if let file { finished.append(file) }
        }
        if let file = try packager.finish(end: .zero, into: &batch) { finished.append(file) }
        let files = try carryOut(batch.take())
        #expect(files.map(\.0) == finished.map(\.path))
        #expect(files.count >= 7)
        #expect(files.map { Int64($0.1.size) } == finished.map(\.size))
        for kind in MediaKind.allCases {
            let written = try files.flatMap { try $0.1.packets() }.filter { $0.kind == kind }
            #expect(written.map(\.payload) == packets.filter { $0.kind == kind }.map(\.payload))
        }
        for (index, (_, file)) in files.enumerated() {
            #expect(file.number("filesize") == Double(file.size))
            #expect(file.number("duration") == finished[index].facts.duration.seconds)
            #expect(try file.packets().first { $0.kind == .video }?.isKeyframe == true)
        }
    }

    private func carryOut(_ operations: [FileOperation]) throws -> [(String, StrictFile)] {
        var files: [(String, StrictFile)] = []
        var current: ByteBuffer?
        for operation in operations {
            switch operation {
            case .open:
                #expect(current == nil)
                current = ByteBuffer()
            case .append(let bytes):
                current?.writeImmutableBuffer(bytes)
            case .seal(let name, let patches):
                var bytes = try #require(current)
                bytes.apply(patches)
                files.append((name, try StrictFile(bytes)))
                current = nil
            case .note:
                break
            case .patch, .assemble, .replace, .adopt, .synchronize, .journal, .remark:
                Issue.record("an operation that FLV has no use for")
            }
        }
        return files
    }
}

extension ByteBuffer {
    fileprivate func starts(with prefix: [UInt8]) -> Bool {
        self.readableBytesView.starts(with: prefix)
    }
}
