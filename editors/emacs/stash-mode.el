;;; stash-mode.el --- The Stash pipeline language -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; Colours, comments and indentation for .stash files.  What the language is, the language server
;; knows: with Eglot (part of Emacs 29, a package before), `M-x eglot' starts `stashc lsp'.
;; M-x stash-show-output shows what a file compiles to.

;;; Code:

(defgroup stash nil "The Stash pipeline language." :group 'languages)

(defcustom stash-indent 2 "Columns of one level." :type 'integer :safe #'integerp)

(defcustom stash-program "stashc" "The compiler, which is the language server too." :type 'string)

(defvar stash-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23" table)
    (modify-syntax-entry ?\n "> b" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?. "_" table)
    table))

;; Words are keywords only in their places: none is one before a colon.
(defconst stash-font-lock-keywords
  `((,(concat "\\_<\\(" (regexp-opt '("import" "for" "in" "if" "else")) "\\)\\_>\\(?:[^:]\\|$\\)")
     1 font-lock-keyword-face)
    (,(concat "\\_<\\("
              (regexp-opt '("input" "let" "params" "def" "extern" "function" "task" "repository"
                            "blueprint" "backup" "restore" "with" "volume" "mount" "env" "target"))
              "\\)\\_>[ \t]+[\"A-Za-z_]")
     1 font-lock-keyword-face)
    (,(concat "\\_<\\(?:function\\|task\\|def\\|params\\|repository\\|blueprint\\|backup\\|restore\\)[ \t]+"
              "\\(?:task[ \t]+\\)?\\([A-Za-z_][A-Za-z0-9_.-]*\\)[ \t]*[({]")
     1 font-lock-function-name-face)
    ("\\_<\\(?:let\\|input\\)[ \t]+\\([A-Za-z_][A-Za-z0-9_-]*\\)" 1 font-lock-variable-name-face)
    ("\\_<\\(true\\|false\\|null\\)\\_>" 1 font-lock-constant-face)
    ("\\(\\$\\)\\({[^}\"]*}\\)" (1 font-lock-variable-name-face t) (2 font-lock-variable-name-face t))
    ("|[ \t]*\\([A-Za-z_][A-Za-z0-9_.-]*\\)" 1 font-lock-function-name-face)))

(defun stash-indent-line ()
  "Indent the line by the brackets around it."
  (interactive)
  (let* ((state (save-excursion (syntax-ppss (line-beginning-position))))
         (closes (save-excursion (back-to-indentation) (looking-at-p "[]})]")))
         (level (max 0 (- (car state) (if closes 1 0))))
         (offset (- (current-column) (current-indentation))))
    (unless (or (nth 3 state) (nth 4 state)) ; a text block is its author's
      (indent-line-to (* level stash-indent))
      (when (> offset 0) (move-to-column (+ (current-indentation) offset))))))

(defun stash-show-output (job)
  "Show what this file compiles to; with a prefix, the JOB that Stash runs."
  (interactive "P")
  (let ((file (or buffer-file-name (user-error "This buffer has no file")))
        (buffer (get-buffer-create "*stash output*")))
    (with-current-buffer buffer
      (let ((inhibit-read-only t))
        (erase-buffer)
        (apply #'call-process stash-program nil t nil
               (append '("build") (and job '("--emit=job")) (list file))))
      (special-mode)
      (goto-char (point-min)))
    (display-buffer buffer)))

;;;###autoload
(define-derived-mode stash-mode prog-mode "Stash"
  "Major mode for the Stash pipeline language."
  (setq-local comment-start "// ")
  (setq-local comment-end "")
  (setq-local comment-start-skip "//+[ \t]*\\|/\\*+[ \t]*")
  (setq-local indent-line-function #'stash-indent-line)
  (setq-local indent-tabs-mode nil)
  (setq-local tab-width stash-indent)
  (setq-local electric-indent-chars (append "]})" electric-indent-chars))
  (setq-local font-lock-defaults '(stash-font-lock-keywords)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.stash\\'" . stash-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               `(stash-mode . ,(lambda (&rest _) (list stash-program "lsp")))))

(provide 'stash-mode)
;;; stash-mode.el ends here
