// SPDX-License-Identifier: Apache-2.0

/// How a recorder has its files uploaded.
package struct UploadPlan: Sendable {
    package let rules: UploadRules
    /// Whether local copies stay when the files are in the store.
    package let keepsCopies: Bool
    /// Is called when there is something new in the queue.
    package let wake: @Sendable () -> Void

    package init(rules: UploadRules, keepsCopies: Bool, wake: @escaping @Sendable () -> Void) {
        self.rules = rules
        self.keepsCopies = keepsCopies
        self.wake = wake
    }
}
