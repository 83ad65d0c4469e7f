// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Reads movie fragments (ISO/IEC 14496-12, 8.8) one after the other.
struct FragmentReader {
    private var sequenceNumber: UInt32?
    /// Where the samples of each track end in time, by its place in the file's list.
    private var ends: [Int: Int64] = [:]

    /// Adds a fragment's samples to the tracks; throws what can't be read, notes what contradicts the fragments before.
    mutating func read(_ box: Box, into file: inout MP4File, ranges: inout MediaRanges) throws(MP4Fault) {
        let boxes = try box.children()
        var header = try box.required("mfhd", of: boxes)
        _ = try header.readVersion()
        let number: UInt32 = try header.read()
        if let sequenceNumber, number <= sequenceNumber { file.note(header.invalid("sequence_number")) }
        sequenceNumber = number
        for child in boxes where child.type == "traf" {
            try readTrack(child, movieFragment: box, into: &file, ranges: &ranges)
        }
    }

    private mutating func readTrack(
        _ box: Box, movieFragment: Box, into file: inout MP4File, ranges: inout MediaRanges
    ) throws(MP4Fault) {
        let boxes = try box.children()
        var header = try box.required("tfhd", of: boxes)
        let flags = try header.readVersion().flags
        let id: UInt32 = try header.read()
        guard let slot = file.tracks.firstIndex(where: { $0.id == id }) else { throw header.invalid("track_ID") }
        // What we write, and CMAF asks for: offsets count from the movie fragment.
        guard flags & 0x02_0001 == 0x02_0000 else { throw header.invalid("default-base-is-moof") }
        let description = flags & 0x2 != 0 ? try header.read(UInt32.self) : 1
        guard (1...file.tracks[slot].descriptions.count).contains(Int(description)) else {
            throw header.invalid("sample_description_index")
        }
        var defaults = RunDefaults(description: UInt16(description))
        if flags & 0x8 != 0 { defaults.duration = try header.read() }
        if flags & 0x10 != 0 { defaults.size = try header.read() }
        if flags & 0x20 != 0 { defaults.flags = try header.read() }
        var timeBox = try box.required("tfdt", of: boxes)
        var time = try timeBox.readTime(version: try timeBox.readVersion(upTo: 1).version)
        if let last = file.tracks[slot].samples.last, time <= last.decodeTime {
            file.note(timeBox.invalid("baseMediaDecodeTime"))
        }
        var offset = movieFragment.offset
        for var run in boxes where run.type == "trun" {
            let start = try readRun(
                &run, from: movieFragment.offset, next: offset, time: &time, defaults, into: &file.tracks[slot])
            offset = start.upperBound
            ranges.add(samples: start, of: movieFragment)
        }
    }

    private struct RunDefaults {
        var description: UInt16
        var duration: UInt32?
        var size: UInt32?
        var flags: UInt32?
    }

    private func readRun(
        _ box: inout Box, from base: Int64, next: Int64, time: inout Int64, _ defaults: RunDefaults,
        into track: inout MP4File.Track
    ) throws(MP4Fault) -> Range<Int64> {
        let flags = try box.readVersion(upTo: 1).flags
        let count = Int(try box.read(UInt32.self))
        let start = flags & 0x1 != 0 ? base + Int64(try box.read(Int32.self)) : next
        guard start >= 0 else { throw box.invalid("data_offset") }
        let firstFlags = flags & 0x4 != 0 ? try box.read(UInt32.self) : nil
        let fields = (flags & 0xF00).nonzeroBitCount
        guard fields > 0 else { throw box.invalid("flags") }
        guard box.remaining.readableBytes == count * fields * 4 else { throw box.invalid("sample_count") }
        var offset = start
        for index in 0..<count {
            let duration = flags & 0x100 != 0 ? try box.read() : defaults.duration ?? 0
            let size = flags & 0x200 != 0 ? try box.read() : defaults.size ?? 0
            var sampleFlags = flags & 0x400 != 0 ? try box.read() : defaults.flags ?? 0
            if index == 0, let firstFlags { sampleFlags = firstFlags }
            let composition = flags & 0x800 != 0 ? try box.read(Int32.self) : 0
            guard duration > 0 else { throw box.invalid("sample_duration") }
            track.samples.append(
                MP4File.Sample(
                    offset: offset, decodeTime: time, size: size, duration: duration, compositionOffset: composition,
                    description: defaults.description, isSync: sampleFlags & SampleFlags.isNotSync == 0))
            offset += Int64(size)
            time += Int64(duration)
        }
        return start..<offset
    }
}
