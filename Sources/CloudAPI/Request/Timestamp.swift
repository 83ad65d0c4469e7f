// SPDX-License-Identifier: Apache-2.0

/// When a request was made: the number, and its text, which is what was signed.
package struct Timestamp: Hashable, Sendable {
    package let text: String
    /// Unix time.
    package let seconds: Int64

    /// Throws `InvalidParameter` when the text is not a plausible whole number.
    package init(_ text: String) throws(APIFault) {
        // Eleven digits reach to the year 5138, and no arithmetic with them overflows.
        guard text.utf8.count <= 11, text.utf8.allSatisfy(\.isASCIIDigit), let seconds = Int64(text) else {
            throw .common("Timestamp")
        }
        self.text = text
        self.seconds = seconds
    }
}
