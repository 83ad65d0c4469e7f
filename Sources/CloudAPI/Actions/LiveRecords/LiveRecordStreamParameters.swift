// SPDX-License-Identifier: Apache-2.0

/// `StreamParam` of CreateLiveRecord: `record_interval=3600&storage_time=2592000` (reference: recording-api, section 5).
package struct LiveRecordStreamParameters: Hashable, Sendable {
    /// Seconds, 1,800 to 7,200.
    package private(set) var recordInterval: Int32 = 1_800
    /// Seconds, up to 1,500 days; 0 is for ever.
    package private(set) var storageTime: Int32 = 0

    /// Reads the text, percent-encoded once more or not; throws `InvalidParameterValue`.
    package init(_ text: String?) throws(APIFault) {
        guard let text = text.given else { return }
        guard let decoded = text.contains("%") ? text.utf8.percentDecoded : text else { throw Self.fault(text) }
        for pair in decoded.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let value = Int32(parts[1]) else { throw Self.fault(text) }
            switch parts[0] {
            case "record_interval":
                guard (1_800...7_200).contains(value) else {
                    throw Self.fault(text, "record_interval must be 1800 to 7200.")
                }
                recordInterval = value
            case "storage_time":
                guard (0...129_600_000).contains(value) else {
                    throw Self.fault(text, "storage_time must be 0 to 129600000.")
                }
                storageTime = value
            case let name: throw Self.fault(text, "There is no `\(name.prefix(64))`.")
            }
        }
    }

    private static func fault(_ text: String, _ rule: String? = nil) -> APIFault {
        .value(text.prefix(128), of: "StreamParam", rule: rule)
    }
}
