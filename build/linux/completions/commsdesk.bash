# Completion of commsdesk for bash.
_commsdesk() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} first=${COMP_WORDS[1]}
  COMPREPLY=()
  case $before in
    --data-dir)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
      ;;
    --passphrase-file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
  esac
  local words='--demo --data-dir --passphrase-file --version --help'
  if [[ $COMP_CWORD -gt 1 && ($first == sync || $first == doctor) ]]; then
    words='--json --data-dir --passphrase-file --help'
  elif [[ $COMP_CWORD -eq 1 ]]; then
    words="sync doctor $words"
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _commsdesk commsdesk
