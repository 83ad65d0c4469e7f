// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What the tables tell of one sample, its times in the ticks of its track.
struct SampleFigures: Hashable, Sendable {
    var decodeTime: Int64
    /// 0 as long as the sample after it isn't known.
    var duration: UInt32 = 0
    var compositionOffset: Int32
    var isSync: Bool
    var size: UInt32
}

/// The samples of one track as the final movie box tells of them (ISO/IEC 14496-12, 8.6 and 8.7).
///
/// Runs are kept as runs, and each table apart, so that its memory can be given back once it is written.
struct SampleTable: Sendable {
    private var times = RunLog()
    private var offsets = RunLog()
    private var sizes = VariableLengthLog()
    private var syncs = VariableLengthLog()
    private var chunks = VariableLengthLog()
    private var chunkRuns = 0
    private var lastChunk: (samples: Int, description: Int)?
    private var lastSync = 0
    private var lastOffset: Int64 = 0
    private(set) var sampleCount = 0
    private var syncCount = 0
    private(set) var chunkCount = 0
    private(set) var hasOffsets = false
    /// Decode time of the first sample, and where the last one ends, in ticks from the file's zero.
    private(set) var start: Int64 = 0
    private(set) var end: Int64 = 0
    /// When the first sample is shown, and until when the last.
    private(set) var shownFrom = Int64.max
    private(set) var shownTo = Int64.min

    /// Bytes that the numbers take in memory.
    var byteCount: Int {
        times.byteCount + offsets.byteCount + sizes.byteCount + syncs.byteCount + chunks.byteCount
    }

    var duration: Int64 { end - start }

    /// Adds samples that stand one after the other from `offset` on, all of one sample entry (1 is the first).
    mutating func append(chunk samples: some Collection<SampleFigures>, description: Int, offset: Int64) {
        guard let first = samples.first else { return }
        if sampleCount == 0 { start = first.decodeTime }
        for sample in samples { append(sample) }
        chunks.append(UInt64(samples.count))
        chunks.append(UInt64(description))
        chunks.append(UInt64(offset - lastOffset))
        chunkCount += 1
        lastOffset = offset
        let kind = (samples.count, description)
        if lastChunk.map({ $0 != kind }) ?? true { chunkRuns += 1 }
        lastChunk = kind
    }

    private mutating func append(_ sample: SampleFigures) {
        sampleCount += 1
        times.append(Int64(sample.duration))
        offsets.append(Int64(sample.compositionOffset))
        if sample.compositionOffset != 0 { hasOffsets = true }
        sizes.append(UInt64(sample.size))
        if sample.isSync {
            syncs.append(UInt64(sampleCount - lastSync))
            (lastSync, syncCount) = (sampleCount, syncCount + 1)
        }
        end = sample.decodeTime + Int64(sample.duration)
        let shown = sample.decodeTime + Int64(sample.compositionOffset)
        shownFrom = min(shownFrom, shown)
        shownTo = max(shownTo, shown + Int64(sample.duration))
    }

    /// What is added to each composition offset, so that none is shown before the track's time zero.
    private var compositionShift: Int64 { max(0, start - shownFrom) }
    /// The track's own time of the first picture shown.
    var firstComposition: Int64 { shownFrom - start + compositionShift }
    private var writesOffsets: Bool { hasOffsets || compositionShift != 0 }
    private var isAllSync: Bool { syncCount == sampleCount }

    /// The bytes that `write` writes.
    func writtenByteCount(usesLargeOffsets: Bool) -> Int {
        var count = 16 + 8 * times.runCount
        if writesOffsets { count += 16 + 8 * offsets.runCount }
        if !isAllSync { count += 16 + 4 * syncCount }
        count += 16 + 12 * chunkRuns
        count += 20 + 4 * sampleCount
        count += 16 + (usesLargeOffsets ? 8 : 4) * chunkCount
        return count
    }

    /// Writes the tables after `stsd`, chunk offsets moved by `shift`, and gives back their memory.
    mutating func write(shift: Int64, usesLargeOffsets: Bool, into bytes: inout ByteBuffer) {
        bytes.writeFullBox("stts") { times.write(adding: 0, into: &$0) }
        times = RunLog()
        if writesOffsets {
            // Version 1 has signed offsets (8.6.1.3).
            bytes.writeFullBox("ctts", version: 1) { offsets.write(adding: compositionShift, into: &$0) }
        }
        offsets = RunLog()
        if !isAllSync {
            bytes.writeFullBox("stss") { writeSyncs(into: &$0) }
        }
        syncs = VariableLengthLog()
        bytes.writeFullBox("stsc") { writeChunkRuns(into: &$0) }
        bytes.writeFullBox("stsz") { bytes in
            bytes.writeMultipleIntegers(0 as UInt32, UInt32(sampleCount))
            while let size = sizes.next() { bytes.writeInteger(UInt32(truncatingIfNeeded: size)) }
        }
        sizes = VariableLengthLog()
        bytes.writeFullBox(usesLargeOffsets ? "co64" : "stco") { bytes in
            writeOffsets(shift: shift, usesLargeOffsets: usesLargeOffsets, into: &bytes)
        }
        chunks = VariableLengthLog()
    }

    private mutating func writeSyncs(into bytes: inout ByteBuffer) {
        bytes.writeInteger(UInt32(syncCount))
        var number: UInt64 = 0
        while let distance = syncs.next() {
            number += distance
            bytes.writeInteger(UInt32(truncatingIfNeeded: number))
        }
    }

    private func writeChunkRuns(into bytes: inout ByteBuffer) {
        bytes.writeInteger(UInt32(chunkRuns))
        var log = chunks
        var last: (UInt64, UInt64)?
        var number: UInt32 = 0
        while let samples = log.next(), let description = log.next(), log.next() != nil {
            number += 1
            if last.map({ $0 == (samples, description) }) ?? false { continue }
            last = (samples, description)
            bytes.writeMultipleIntegers(
                number, UInt32(truncatingIfNeeded: samples), UInt32(truncatingIfNeeded: description))
        }
    }

    private func writeOffsets(shift: Int64, usesLargeOffsets: Bool, into bytes: inout ByteBuffer) {
        bytes.writeInteger(UInt32(chunkCount))
        var log = chunks
        var offset = shift
        while log.next() != nil, log.next() != nil, let distance = log.next() {
            offset += Int64(distance)
            if usesLargeOffsets {
                bytes.writeInteger(offset)
            } else {
                bytes.writeInteger(UInt32(truncatingIfNeeded: offset))
            }
        }
    }
}

/// Equal numbers in a row, counted.
private struct RunLog: Sendable {
    private var log = VariableLengthLog()
    private var run: (count: UInt64, value: Int64) = (0, 0)
    private var closedRuns = 0

    var byteCount: Int { log.byteCount }
    var runCount: Int { closedRuns + (run.count > 0 ? 1 : 0) }

    mutating func append(_ value: Int64) {
        if run.count > 0, run.value == value {
            run.count += 1
            return
        }
        close()
        run = (1, value)
    }

    private mutating func close() {
        guard run.count > 0 else { return }
        log.append(run.count)
        log.append(signed: run.value)
        closedRuns += 1
        run.count = 0
    }

    /// Writes the entry count and the entries of `stts` or `ctts`.
    mutating func write(adding shift: Int64, into bytes: inout ByteBuffer) {
        close()
        bytes.writeInteger(UInt32(closedRuns))
        while let count = log.next(), let value = log.nextSigned() {
            bytes.writeMultipleIntegers(
                UInt32(truncatingIfNeeded: count), UInt32(truncatingIfNeeded: value + shift))
        }
    }
}
