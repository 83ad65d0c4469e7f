// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a box of a file.
package struct MP4Fault: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// The file, or the box around it, ends before the box does.
        case truncated
        /// The box is larger than its kind can be, or holds more than its fields.
        case tooLarge
        /// It must be there and isn't.
        case missing
        /// There is another one already.
        case duplicate
        /// A field has a value that the specification forbids, or that contradicts another box.
        case invalid(field: String)
        /// The bytes couldn't be read from the medium.
        case unreadable
    }

    package var box: FourCC
    /// Where the box begins, or the one that it is missing from.
    package var offset: Int64
    package var reason: Reason

    package init(box: FourCC, offset: Int64, reason: Reason) {
        self.box = box
        self.offset = offset
        self.reason = reason
    }
}
