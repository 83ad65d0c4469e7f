// SPDX-License-Identifier: Apache-2.0

import Inspection
import MPEGTS
import Media
import NIOCore
import Testing

@Suite("Transport stream muxer")
struct TSMuxerTests {
    private let slice: [UInt8] = [0x41, 0x9A, 0x02]
    private let keySlice: [UInt8] = [0x65, 0x88, 0x84]

    /// One segment of some packets, taken apart.
    private func stream(_ tracks: [Track], _ packets: [MediaPacket]) throws -> TransportStream {
        var muxer = TSMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: tracks, origin: .zero, into: &bytes)
        for packet in packets { try muxer.write(packet, into: &bytes) }
        #expect(try muxer.finish(into: &bytes).isEmpty)
        return try TransportStream(bytes)
    }

    @Test("puts a delimiter before each access unit and parameter sets before each keyframe")
    func heads() throws {
        let read = try stream(
            [Samples.video()],
            [
                Samples.frame([keySlice, keySlice], at: .zero, isKeyframe: true),
                Samples.frame([[], slice], at: .milliseconds(40)),
            ])
        let units = try read.units.map { try $0.nalUnits() }
        let key = [Samples.delimiter, Samples.sequenceSet, Samples.pictureSet, keySlice, keySlice]
        #expect(units == [key, [Samples.delimiter, slice]])
        #expect(read.units.map(\.isRandomAccess) == [true, false])
        #expect(read.maps == [ProgramMap(version: 0, clockIdentifier: 0x100, streams: [0x100: 0x1B])])
    }

    @Test("repeats neither a delimiter nor parameter sets that the publisher sends in-band")
    func inBand() throws {
        let own: [[UInt8]] = [[0x09, 0x10], Samples.sequenceSet, Samples.pictureSet, [0x06, 5], keySlice]
        let partly: [[UInt8]] = [Samples.pictureSet, keySlice]
        let other: [[UInt8]] = [[0x67, 1, 2], keySlice]
        let read = try stream(
            [Samples.video()],
            [own, partly, other].enumerated().map { index, units in
                Samples.frame(units, at: .milliseconds(Int64(index) * 40), isKeyframe: true)
            })
        let units = try read.units.map { try $0.nalUnits() }
        try #require(units.count == 3)
        #expect(units[0] == own)
        #expect(units[1] == [Samples.delimiter, Samples.sequenceSet] + partly)
        #expect(units[2] == [Samples.delimiter, Samples.sequenceSet, Samples.pictureSet] + other)
    }

    @Test("puts a delimiter first that the publisher sends behind other units")
    func lateDelimiter() throws {
        let (message, delimiter): ([UInt8], [UInt8]) = ([0x06, 5], [0x09, 0x10])
        let read = try stream([Samples.video()], [Samples.frame([message, delimiter, slice], at: .zero)])
        #expect(try read.units.map { try $0.nalUnits() } == [[delimiter, message, slice]])
    }

    @Test(
        "keeps every unit and time of a random stream, over all its segments",
        arguments: [[MediaKind.video, .audio], [.video], [.audio]] as [Set<MediaKind>], 1...6 as ClosedRange<UInt64>)
    func randomStreams(kinds: Set<MediaKind>, seed: UInt64) throws {
        let source = try RandomStream(kinds: kinds, seed: seed)
        var muxer = TSMuxer()
        var bytes = ByteBuffer()
        var segments = 0
        for (index, packet) in source.packets.enumerated() {
            if index % 97 == 0 {
                if index > 0 { #expect(try muxer.finish(into: &bytes).isEmpty) }
                try muxer.start(tracks: source.tracks, origin: source.origin, into: &bytes)
                segments += 1
            }
            try muxer.write(packet, into: &bytes)
        }
        let read = try TransportStream(bytes)
        #expect(read.maps.count == segments)
        #expect(read.maps.allSatisfy { $0.version == 0 && $0.streams.count == kinds.count })
        #expect(read.units.count == source.packets.count)
        for (unit, (packet, expected)) in zip(read.units, zip(source.packets, source.units)) {
            #expect(unit.kind == packet.kind)
            #expect(unit.decodeTime == ticks(packet.decodeTime - source.origin))
            #expect(unit.presentationTime == ticks(packet.presentationTime - source.origin))
            switch packet.kind {
            case .video:
                #expect(unit.isRandomAccess == packet.isKeyframe)
                let units = try unit.nalUnits()
                #expect(units.first?.first == 0x09)
                #expect(Array(units.dropFirst(packet.isKeyframe ? 3 : 1)) == expected)
            case .audio:
                #expect(try [unit.rawAudio()] == expected)
            }
        }
    }

    /// The ticks of 90 kHz nearest to a time, by another way than the muxer's.
    private func ticks(_ time: MediaTime) -> Int64 {
        900_000 + Int64((Double(time.nanoseconds) * 90_000 / 1e9).rounded())
    }

    @Test("wraps its times and its clock at 33 bits")
    func wrap() throws {
        let first = (Int64(1) << 33) / 90 - 10_000 - 1_000
        let read = try stream(
            [Samples.video()],
            (0..<100).map { Samples.frame([slice], at: .milliseconds(first + $0 * 40), offset: .milliseconds(80)) })
        for (index, unit) in read.units.enumerated() {
            let time = (first + Int64(index) * 40) * 90 + 900_000
            #expect(unit.decodeTime == time & 0x1_FFFF_FFFF)
            #expect(unit.presentationTime == (time + 7_200) & 0x1_FFFF_FFFF)
        }
        #expect(try #require(read.units.last).decodeTime < 1 << 20)
        let (before, after) = (read.clock.filter { $0.ticks > 1 << 32 }, read.clock.filter { $0.ticks < 1 << 20 })
        #expect(!before.isEmpty && !after.isEmpty)
    }

    @Test("fills pauses with the clock alone, whichever track goes on")
    func pauses() throws {
        var packets = [Samples.frame([keySlice], at: .zero, isKeyframe: true)]
        packets += (1...60).map { Samples.sound([1, 2, 3], at: .milliseconds($0 * 50)) }
        packets.append(Samples.frame([slice], at: .seconds(10)))
        let read = try stream([Samples.video(), Samples.audio()], packets)
        #expect(read.units.count == packets.count)
        #expect(read.clock.count > 100)
    }

    @Test("starts each segment with a clock reference, also when audio comes first")
    func clockFirst() throws {
        var muxer = TSMuxer()
        for time in [0, 40, 20] as [Int64] {
            var segment = ByteBuffer()
            try muxer.start(tracks: [Samples.video(), Samples.audio()], origin: .zero, into: &segment)
            try muxer.write(Samples.sound([1], at: .milliseconds(time)), into: &segment)
            // Tables, then a packet of PID 0x100 with an adaptation field alone that holds a clock reference.
            let header = segment.getInteger(at: 2 * 188, as: UInt32.self)
            #expect(try #require(header) & 0xFFFF_FFF0 == 0x4701_0020)
            #expect(segment.getInteger(at: 2 * 188 + 5, as: UInt8.self) == 0x10)
        }
    }

    @Test("marks a jump of the clock instead of filling it")
    func jump() throws {
        let times: [Int64] = [0, 40, 3_600_000, 3_600_040, 80]
        let read = try stream(
            [Samples.video()], times.map { Samples.frame([slice], at: .milliseconds($0)) })
        #expect(read.clock.map(\.isDiscontinuous) == [false, false, true, false, true])
    }

    @Test("announces a late or changed track at once, in a new version of the table")
    func changes() throws {
        var muxer = TSMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [Samples.audio()], origin: .zero, into: &bytes)
        try muxer.write(Samples.sound([1], at: .zero), into: &bytes)
        try muxer.change(Samples.video(), at: .zero, into: &bytes)
        try muxer.write(Samples.frame([keySlice], at: .milliseconds(20), isKeyframe: true), into: &bytes)
        try muxer.change(Samples.video(), at: .milliseconds(20), into: &bytes)
        try muxer.change(Samples.audio([0x11, 0x90]), at: .milliseconds(20), into: &bytes)
        try muxer.write(Samples.sound([2], at: .milliseconds(23)), into: &bytes)
        let set: [UInt8] = [0x67, 0x64, 0x00, 0x28]
        try muxer.start(
            tracks: [Samples.video(sequenceSet: set), Samples.audio([0x11, 0x90])], origin: .zero, into: &bytes)
        try muxer.write(Samples.frame([keySlice], at: .milliseconds(60), isKeyframe: true), into: &bytes)
        let read = try TransportStream(bytes)
        let both: [UInt16: UInt8] = [0x100: 0x1B, 0x101: 0x0F]
        #expect(
            read.maps == [
                ProgramMap(version: 0, clockIdentifier: 0x101, streams: [0x101: 0x0F]),
                ProgramMap(version: 1, clockIdentifier: 0x100, streams: both),
                ProgramMap(version: 2, clockIdentifier: 0x100, streams: both),
                ProgramMap(version: 3, clockIdentifier: 0x100, streams: both),
            ])
        #expect(try #require(read.units.last).nalUnits()[1] == set)
        // The sampling rate's index in the ADTS headers: 44.1 kHz, then 48 kHz.
        let rates = read.units.filter { $0.kind == .audio }.map { $0.bytes[2] >> 2 & 0xF }
        #expect(rates == [4, 3])
    }

    @Test(
        "carries audio that tells of itself as it is, announced by its type",
        arguments: [
            (Samples.layerIII, 0x03), (Samples.layerIIIOfLowRate, 0x04), (Samples.ac3, 0x81), (Samples.eac3, 0x87),
        ] as [(@Sendable () throws -> (Track, [UInt8]), UInt8)])
    func selfContained(sample: @Sendable () throws -> (Track, [UInt8]), type: UInt8) throws {
        let (track, frame) = try sample()
        #expect(TSMuxer.holds(track.configuration))
        let read = try stream([track], [Samples.sound(frame, at: .zero), Samples.sound(frame, at: .milliseconds(24))])
        #expect(read.maps == [ProgramMap(version: 0, clockIdentifier: 0x101, streams: [0x101: type])])
        #expect(read.units.map(\.bytes) == [frame, frame])
        #expect(read.units.map(\.presentationTime) == [900_000, 902_160])
    }

    @Test("refuses audio too long to tell its length")
    func longAudio() throws {
        let (track, _) = try Samples.ac3()
        var muxer = TSMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [track], origin: .zero, into: &bytes)
        let before = bytes
        #expect(throws: MPEGTSError.codec(.invalid(field: "frame length"))) {
            try muxer.write(Samples.sound(Array(repeating: 0, count: 65_521), at: .zero), into: &bytes)
        }
        #expect(bytes == before)
    }

    @Test("writes a presentation before its decode time as the decode time")
    func negativeOffset() throws {
        let read = try stream(
            [Samples.video()], [Samples.frame([slice], at: .seconds(1), offset: .milliseconds(-40))])
        #expect(read.units.map(\.presentationTime) == [990_000])
    }

    @Test("refuses what it can't write, and goes on as if it hadn't come")
    func refusals() throws {
        var muxer = TSMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [Samples.video(lengthSize: 2)], origin: .zero, into: &bytes)
        let before = bytes
        var truncated = Samples.frame([keySlice], at: .zero, isKeyframe: true, lengthSize: 2)
        truncated.payload.moveWriterIndex(to: truncated.payload.writerIndex - 1)
        let refused: [(MediaPacket, MPEGTSError)] = [
            (truncated, .codec(.truncated)),
            (Samples.frame([], at: .zero), .emptyAccessUnit),
            (Samples.frame([[]], at: .zero, lengthSize: 2), .emptyAccessUnit),
            (Samples.sound([1], at: .zero), .unannouncedTrack(.audio)),
        ]
        for (packet, error) in refused {
            #expect(throws: error) { try muxer.write(packet, into: &bytes) }
        }
        #expect(bytes == before)
        try muxer.change(Samples.audio(), at: .zero, into: &bytes)
        let long = Array(repeating: UInt8(7), count: 8_185)
        #expect(throws: MPEGTSError.codec(.invalid(field: "aac_frame_length"))) {
            try muxer.write(Samples.sound(long, at: .zero), into: &bytes)
        }
        #expect(throws: MPEGTSError.emptyAccessUnit) { try muxer.write(Samples.sound([], at: .zero), into: &bytes) }
        try muxer.write(Samples.sound(Array(long.dropLast()), at: .zero), into: &bytes)
        #expect(try TransportStream(bytes).units.map { try $0.rawAudio().count } == [8_184])
    }

    @Test("refuses audio that ADTS can't express when it is announced")
    func unfitAudio() throws {
        // An explicit sampling rate of 47,999 Hz.
        let unfit = try Samples.audio([0x17, 0x80, 0x5D, 0xBF, 0x90])
        let error = MPEGTSError.codec(.invalid(field: "samplingFrequencyIndex"))
        var muxer = TSMuxer()
        var bytes = ByteBuffer()
        #expect(throws: error) { try muxer.start(tracks: [unfit], origin: .zero, into: &bytes) }
        #expect(bytes.readableBytes == 0)
    }
}
