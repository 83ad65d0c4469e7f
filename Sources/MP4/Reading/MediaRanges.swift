// SPDX-License-Identifier: Apache-2.0

/// Where media is and where samples say they are; the two must fit, and samples mustn't overlap.
struct MediaRanges {
    private struct Samples {
        var range: Range<Int64>
        var box: FourCC
        var offset: Int64
    }

    private var media: [Range<Int64>] = []
    private var samples: [Samples] = []

    /// Notes the payload of an `mdat`; they come in the order of the file.
    mutating func add(media range: Range<Int64>) {
        media.append(range)
    }

    /// Notes samples in a row that a box tells of.
    mutating func add(samples range: Range<Int64>, of box: Box) {
        guard !range.isEmpty else { return }
        samples.append(Samples(range: range, box: box.type, offset: box.offset))
    }

    /// Forgets what a box told of.
    mutating func dropSamples(ofBoxAt offset: Int64) {
        while samples.last?.offset == offset { samples.removeLast() }
    }

    /// The first samples of each kind that are outside all media or overlap others.
    func faults() -> [MP4Fault] {
        let sorted = samples.sorted { $0.range.lowerBound < $1.range.lowerBound }
        var (outside, overlapping): (MP4Fault?, MP4Fault?)
        var index = 0
        var end: Int64 = 0
        for entry in sorted {
            while index < media.count, media[index].upperBound <= entry.range.lowerBound { index += 1 }
            let isInside =
                index < media.count && media[index].lowerBound <= entry.range.lowerBound
                && entry.range.upperBound <= media[index].upperBound
            if !isInside, outside == nil {
                outside = MP4Fault(box: entry.box, offset: entry.offset, reason: .invalid(field: "sample offset"))
            }
            if entry.range.lowerBound < end, overlapping == nil {
                overlapping = MP4Fault(box: entry.box, offset: entry.offset, reason: .invalid(field: "sample overlap"))
            }
            end = max(end, entry.range.upperBound)
        }
        return [outside, overlapping].compactMap { $0 }
    }
}
