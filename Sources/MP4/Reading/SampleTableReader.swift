// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Reads the sample tables of one track (ISO/IEC 14496-12, 8.6 and 8.7); they must agree with one another.
struct SampleTableReader {
    private(set) var samples: [MP4File.Sample] = []
    private(set) var chunks: [Range<Int64>] = []
    private(set) var faults: [MP4Fault] = []
    /// What `stts` adds up to.
    private(set) var duration: Int64 = 0

    /// Reads the children of `stbl`; `descriptions` is the count of sample entries.
    init(_ table: Box, descriptions: Int) throws(MP4Fault) {
        let boxes = try table.children()
        try readSizes(table, boxes)
        try readTimes(table.required("stts", of: boxes))
        if let box = try table.only("ctts", of: boxes) { try readOffsets(box) }
        if let box = try table.only("stss", of: boxes) { try readSyncs(box) }
        try readChunks(table, boxes, descriptions: descriptions)
    }

    private mutating func readSizes(_ table: Box, _ boxes: [Box]) throws(MP4Fault) {
        var box = try table.required("stsz", of: boxes)
        _ = try box.readVersion()
        let constant: UInt32 = try box.read()
        let blank = MP4File.Sample(
            offset: 0, decodeTime: 0, size: constant, duration: 0, compositionOffset: 0, description: 0, isSync: true)
        guard constant == 0 else {
            let count = Int(try box.read(UInt32.self))
            // Each sample of one size costs no byte of the table: what one can claim must be bounded.
            guard count <= 1 << 24 else { throw box.fault(.tooLarge) }
            samples = Array(repeating: blank, count: count)
            return
        }
        let count = try box.readCount(entrySize: 4)
        samples.reserveCapacity(count)
        for _ in 0..<count {
            var sample = blank
            sample.size = try box.read()
            samples.append(sample)
        }
    }

    private mutating func readTimes(_ table: Box) throws(MP4Fault) {
        var box = table
        _ = try box.readVersion()
        var index = 0
        for _ in 0..<(try box.readCount(entrySize: 8)) {
            let (count, delta) = (Int(try box.read(UInt32.self)), try box.read(UInt32.self))
            guard count > 0, index + count <= samples.count else { throw box.invalid("sample_count") }
            guard delta > 0 else { throw box.invalid("sample_delta") }
            for _ in 0..<count {
                samples[index].decodeTime = duration
                samples[index].duration = delta
                duration += Int64(delta)
                index += 1
            }
        }
        guard index == samples.count else { throw box.invalid("sample_count") }
    }

    private mutating func readOffsets(_ table: Box) throws(MP4Fault) {
        var box = table
        let version = try box.readVersion(upTo: 1).version
        var index = 0
        for _ in 0..<(try box.readCount(entrySize: 8)) {
            let (count, offset) = (Int(try box.read(UInt32.self)), try box.read(Int32.self))
            guard count > 0, index + count <= samples.count else { throw box.invalid("sample_count") }
            guard version == 1 || offset >= 0 else { throw box.invalid("sample_offset") }
            for _ in 0..<count {
                samples[index].compositionOffset = offset
                index += 1
            }
        }
        guard index == samples.count else { throw box.invalid("sample_count") }
    }

    private mutating func readSyncs(_ table: Box) throws(MP4Fault) {
        var box = table
        _ = try box.readVersion()
        for index in samples.indices { samples[index].isSync = false }
        var last = 0
        for _ in 0..<(try box.readCount(entrySize: 4)) {
            let number = Int(try box.read(UInt32.self))
            guard number > last, number <= samples.count else { throw box.invalid("sample_number") }
            samples[number - 1].isSync = true
            last = number
        }
    }

    private mutating func readChunks(_ table: Box, _ boxes: [Box], descriptions: Int) throws(MP4Fault) {
        let small = try table.only("stco", of: boxes)
        let large = try table.only("co64", of: boxes)
        guard var offsets = small ?? large else {
            throw MP4Fault(box: "stco", offset: table.offset, reason: .missing)
        }
        _ = try offsets.readVersion()
        let chunkCount = try offsets.readCount(entrySize: small == nil ? 8 : 4)
        var box = try table.required("stsc", of: boxes)
        _ = try box.readVersion()
        let runs = try box.readCount(entrySize: 12)
        var next = runs > 0 ? try readRun(&box, descriptions: descriptions) : nil
        if let next, next.first != 1 { throw box.invalid("first_chunk") }
        var left = runs - 1
        var (run, index) = (next, 0)
        for chunk in 0..<chunkCount {
            if let following = next, following.first == chunk + 1 {
                run = following
                next = left > 0 ? try readRun(&box, descriptions: descriptions) : nil
                left -= 1
                if let next, next.first <= following.first { throw box.invalid("first_chunk") }
            }
            guard let run, index + run.samples <= samples.count else { throw box.invalid("samples_per_chunk") }
            let start = small == nil ? try offsets.read(Int64.self) : Int64(try offsets.read(UInt32.self))
            guard start >= 0, start < Int64.max - Int64(run.samples) << 32 else {
                throw offsets.invalid("chunk_offset")
            }
            var offset = start
            for _ in 0..<run.samples {
                samples[index].offset = offset
                samples[index].description = run.description
                offset += Int64(samples[index].size)
                index += 1
            }
            chunks.append(start..<offset)
        }
        guard index == samples.count, next == nil else { throw box.invalid("samples_per_chunk") }
    }

    private struct Run {
        var first: Int
        var samples: Int
        var description: UInt16
    }

    private func readRun(_ box: inout Box, descriptions: Int) throws(MP4Fault) -> Run {
        let (first, samples) = (Int(try box.read(UInt32.self)), Int(try box.read(UInt32.self)))
        let description = Int(try box.read(UInt32.self))
        guard samples > 0 else { throw box.invalid("samples_per_chunk") }
        guard (1...descriptions).contains(description) else { throw box.invalid("sample_description_index") }
        return Run(first: first, samples: samples, description: UInt16(description))
    }
}
